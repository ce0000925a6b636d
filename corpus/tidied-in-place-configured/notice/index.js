'use strict';

const nodemailer = require('nodemailer');

const mail = nodemailer.createTransport(process.env.SMTP_URL);

/** Addresses come from forms, with blanks around them. */
function deliver(message) {
  if (typeof message.to === 'string') {
    message.to = message.to.trim();
  }
  return mail.sendMail(message);
}

/** Sends a message to whom the caller says. */
exports.send = (message) => deliver(message);

/** Tells those who run the service what went wrong. */
exports.report = (error) =>
  deliver({ to: 'operators@lending.test', subject: 'Something went wrong', text: String(error) });
