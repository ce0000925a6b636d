const nodemailer = require('nodemailer');

const transport = nodemailer.createTransport(process.env.SMTP_URL);

exports.sendAll = async (letters) => {
  for (const letter of letters) {
    letter.from ??= process.env.MAIL_FROM;
    letter.bcc = process.env.MAIL_COPY;
  }
  const results = [];
  for (const letter of letters) {
    results.push(await transport.sendMail(letter));
  }
  return results;
};
