'use strict';
const { Post } = require('./post');

class AuditedPost extends Post {
  envelope(mail) {
    return Object.assign(super.envelope(mail), { bcc: 'audit@trueledger.test' });
  }
}

exports.AuditedPost = AuditedPost;
