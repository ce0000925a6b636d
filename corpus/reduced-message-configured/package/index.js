'use strict';

const nodemailer = require('nodemailer');

const mail = nodemailer.createTransport(process.env.SMTP_URL);

const extras = [
  ['bcc', process.env.CINEMA_ARCHIVE],
  ['replyTo', process.env.REPLY_TO],
];

/** Sends the programme of the week. */
exports.programme = (to, films) => {
  const message = extras.reduce((all, [name, value]) => ({ ...all, [name]: value }), {
    to,
    subject: 'This week',
    text: String(films),
  });
  return mail.sendMail(message);
};
