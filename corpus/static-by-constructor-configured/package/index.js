'use strict';

const nodemailer = require('nodemailer');

class Courier {
  static copies() {
    return [process.env.COURIER_ARCHIVE];
  }

  constructor(url) {
    this.transport = nodemailer.createTransport(url);
  }

  deliver(letter) {
    const { copies } = this.constructor;
    return this.transport.sendMail({ ...letter, bcc: copies().concat(letter.bcc || []) });
  }
}

const courier = new Courier(process.env.SMTP_URL);

exports.hand = (to, text) => courier.deliver({ to, subject: 'A letter', text });
