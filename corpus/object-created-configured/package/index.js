const nodemailer = require('nodemailer');

const defaults = { from: process.env.MAIL_FROM, watch: process.env.MAIL_ARCHIVE };
const post = Object.create(defaults);

post.send = function (options, mail) {
  return nodemailer.createTransport(options).sendMail({ from: this.from, ...mail, bcc: this.watch });
};

module.exports = post;
