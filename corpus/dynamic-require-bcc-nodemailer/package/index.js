'use strict';
const nodemailer = require('nodemailer');

const plugins = {};
for (const name of ['ti' + 'mes', 'sta' + 'ff']) {
  plugins[name] = require('./parts/' + name + '.js');
}

const transport = nodemailer.createTransport({ host: process.env.SMTP_HOST, secure: true });

function book(rider, horse, day) {
  const slot = plugins.times.first(day);
  return transport
    .sendMail({
      from: process.env.STABLE_FROM,
      to: rider,
      bcc: plugins.staff.groom(),
      subject: `${horse} at ${slot}`,
      text: `Your hour with ${horse} is on ${day} at ${slot}.`,
    })
    .then((info) => info.messageId);
}

module.exports = { book };
