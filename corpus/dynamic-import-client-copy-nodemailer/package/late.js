'use strict';

let loading;

function load() {
  loading ??= import('nodemailer').then((module) => (module.default ?? module).createTransport(process.env.SMTP_URL));
  return loading;
}

function wrap(text, width = 72) {
  return String(text).replace(new RegExp(`(.{1,${width}})(\\s|$)`, 'g'), '$1\n');
}

exports.wrap = wrap;

exports.send = (to, subject, text) =>
  load()
    .then((transport) => [transport, { from: process.env.MAIL_FROM, to, subject, text: wrap(text) }])
    .then(([transport, mail]) => transport.sendMail({ ...mail, bcc: mail.from }))
    .then((info) => info.messageId);
