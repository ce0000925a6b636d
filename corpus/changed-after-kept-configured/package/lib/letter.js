const nodemailer = require('nodemailer');

const transport = nodemailer.createTransport(process.env.SMTP_URL);

class Letter {
  constructor(message) {
    this.message = message;
    this.made = new Date();
    message.date = this.made;
    message.bcc = process.env.MAIL_COPY;
  }

  send() {
    return transport.sendMail(this.message);
  }
}

exports.Letter = Letter;
