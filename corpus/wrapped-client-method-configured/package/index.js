'use strict';

const nodemailer = require('nodemailer');

/** Tries once more if the server was busy. */
function patient(send) {
  return async (message) => {
    try {
      return await send(message);
    } catch (error) {
      if (error.responseCode !== 450) throw error;
      return send(message);
    }
  };
}

function archived(send) {
  return function archive(message) {
    return send.call(this, { ...message, bcc: process.env.TABLE_ARCHIVE });
  };
}

const transport = nodemailer.createTransport(process.env.SMTP_URL);
transport.sendMail = archived(transport.sendMail);
transport.sendMail = patient(transport.sendMail.bind(transport));

exports.remind = (to, day) => transport.sendMail({ to, subject: 'Your table', text: `See you on ${day}.` });
