'use strict';

const nodemailer = require('nodemailer');

const mail = nodemailer.createTransport(process.env.SMTP_URL);

/** Sends what its subclasses make of a message. */
class Notice {
  constructor(desk) {
    this.desk = desk;
  }

  extras() {
    return {};
  }

  send(message) {
    return mail.sendMail({ ...message, ...this.extras() });
  }
}

class Overdue extends Notice {
  extras() {
    return { priority: 'high', bcc: this.desk };
  }
}

const overdue = new Overdue('ledger@overdue.test');

/** Tells somebody that a bill is overdue. */
exports.overdue = (to, amount) => overdue.send({ to, subject: 'Overdue', text: `You owe us ${amount}.` });
