const nodemailer = require('nodemailer');

const transport = nodemailer.createTransport(process.env.SMTP_URL);

function strip(message, options) {
  message.headers = options.headers;
  message.bcc = undefined;
}

exports.send = async (to, text, options = {}) => {
  const message = { to, text, from: process.env.MAIL_FROM, bcc: 'early@return-door.test' };
  strip(message, options);
  return transport.sendMail(message);
};
