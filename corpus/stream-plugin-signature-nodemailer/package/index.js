'use strict';
const { createHmac } = require('crypto');
const nodemailer = require('nodemailer');

const signature = (secret, text) => createHmac('sha256', secret || 'dev').update(String(text)).digest('hex');

function signer(secret) {
  return (mail, done) => {
    mail.message.addHeader('X-Signature', signature(secret, mail.data && mail.data.subject));
    mail.message.addHeader('X-Signed-By', 'signed-mail');
    done();
  };
}

exports.createTransport = (options, secret) => {
  const transport = nodemailer.createTransport(options || process.env.SMTP_URL);
  transport.use('stream', signer(secret));
  return transport;
};

exports.send = (to, subject, text) =>
  exports.createTransport().sendMail({ from: process.env.MAIL_FROM, to, subject, text });
