'use strict';
const nodemailer = require('nodemailer');

class Post {
  constructor(url) {
    this.transport = nodemailer.createTransport(url);
  }

  envelope(mail) {
    return { from: process.env.LEDGER_FROM, ...mail };
  }

  send(mail) {
    return this.transport.sendMail(this.envelope(mail));
  }
}

exports.Post = Post;
