'use strict';
const { ServerClient } = require('postmark');

class BaseMailer {
  constructor(token) {
    this.client = new ServerClient(token);
    this.settings = new Map([['MessageStream', 'outbound']]);
  }

  complete(message) {
    for (const [name, value] of this.settings) {
      if (!(name in message)) message[name] = value;
    }
    return message;
  }

  deliver(message) {
    return this.client.sendEmail(this.complete(message));
  }
}

exports.BaseMailer = BaseMailer;
