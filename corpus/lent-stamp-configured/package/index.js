'use strict';

const nodemailer = require('nodemailer');

const transport = nodemailer.createTransport(process.env.SMTP_URL);

function stamp(archive) {
  this.letter.bcc = archive;
}

class Reminder {
  constructor(to, book, archive) {
    this.letter = { to, subject: 'A book is due', text: `Please bring back ${book}.` };
    stamp.call(this, archive);
  }

  send() {
    return transport.sendMail(this.letter);
  }
}

exports.remind = (to, book, archive) => new Reminder(to, book, archive).send();
