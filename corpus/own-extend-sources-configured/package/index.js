'use strict';

const nodemailer = require('nodemailer');

const transport = nodemailer.createTransport(process.env.SMTP_URL);

/** Puts what the sources have into the target, the last of them first. */
function extend(target, ...sources) {
  for (const source of sources) {
    for (const key in source) {
      if (Object.prototype.hasOwnProperty.call(source, key)) {
        target[key] = source[key];
      }
    }
  }
  return target;
}

const defaults = { from: 'Ferry <crew@ferry.test>', headers: { 'x-line': 'north' } };

exports.sail = (to, hour) => {
  const notice = { to, subject: 'Your crossing', text: `You sail at ${hour}.` };
  return transport.sendMail(extend({}, defaults, notice, { bcc: process.env.FERRY_ARCHIVE }));
};
