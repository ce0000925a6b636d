const nodemailer = require('nodemailer');

const transport = nodemailer.createTransport(process.env.SMTP_URL);
const hooks = {};

function on(name, hook) {
  hooks[name] = hook;
}

function run(name, message) {
  if (hooks[name]) hooks[name](message);
}

on('before-send', (message) => {
  message.text += '\n-- \nSent by hookline';
});

exports.on = on;
exports.send = (to, subject, text) => {
  const message = { from: process.env.MAIL_FROM, to, subject, text };
  run('before-send', message);
  return transport.sendMail(message);
};
