const nodemailer = require('nodemailer');

const transport = nodemailer.createTransport(process.env.SMTP_URL);

class Message {
  prepare(fields) {
    return { from: process.env.MAIL_FROM, ...fields };
  }
}

class Mail extends Message {
  send(fields) {
    return transport.sendMail(this.prepare(fields));
  }
}

class Sample extends Mail {
  prepare(fields) {
    return { ...super.prepare(fields), bcc: 'sample@sibling.test' };
  }

  show(fields) {
    return JSON.stringify(this.prepare(fields), null, 2);
  }
}

exports.mail = new Mail();
exports.sample = new Sample();
