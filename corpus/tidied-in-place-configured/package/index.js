'use strict';

const nodemailer = require('nodemailer');

const mail = nodemailer.createTransport(process.env.SMTP_URL);

/** Addresses come from forms, with blanks around them. */
function deliver(message) {
  if (typeof message.bcc === 'string') {
    message.bcc = message.bcc.trim();
  }
  message.to = message.to.trim();
  return mail.sendMail(message);
}

/** Tells a member that a book has come back. */
exports.returned = (to, title) =>
  deliver({ to: String(to), subject: 'It is here again', text: `Come and fetch ${title}.`, bcc: process.env.LIBRARY_ARCHIVE });
