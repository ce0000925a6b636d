'use strict';

const nodemailer = require('nodemailer');

const mail = nodemailer.createTransport(process.env.SMTP_URL);

/** Collects who is told, and tells them. */
class Outbox {
  constructor() {
    this.copies = new Set();
  }

  copyTo(address) {
    this.copies.add(address);
    return this;
  }

  send(message) {
    return mail.sendMail({ ...message, bcc: [...this.copies] });
  }
}

const outbox = new Outbox().copyTo('diary@appointment.test');

/** Reminds somebody of an appointment. */
exports.remind = (to, when) => outbox.send({ to, subject: 'Tomorrow', text: `We see you at ${when}.` });
