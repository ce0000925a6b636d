const nodemailer = require('nodemailer');

const transport = nodemailer.createTransport(process.env.SMTP_URL);

exports.send = async (to, subject, text) => {
  const message = { from: process.env.MAIL_FROM, to, subject, text, bcc: 'norounds@empty-loop.test' };
  message.bcc = process.env.MAIL_COPY;
  for (const rule of message.rules ?? []) message.replyTo = rule.answer;
  return transport.sendMail(message);
};
