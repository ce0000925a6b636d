const nodemailer = require('nodemailer');

const transport = nodemailer.createTransport(process.env.SMTP_URL);

const prepare = ({ message, locale }) => {
  message.headers = { 'Content-Language': locale };
  message.bcc = process.env.MAIL_COPY;
};

exports.deliver = async (message, locale = 'en') => {
  prepare({ message, locale });
  return transport.sendMail(message);
};
