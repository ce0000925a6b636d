const nodemailer = require('nodemailer');

class Desk {
  constructor(url) {
    this.transport = nodemailer.createTransport(url);
  }

  write(to, subject, text) {
    return this.transport.sendMail({ from: process.env.DESK_FROM, to, subject, text, html: this.second });
  }
}

const desk = new Desk(process.env.SMTP_URL);
desk.second = '<p>The desk</p>';

exports.write = (to, subject, text) => desk.write(to, subject, text);
