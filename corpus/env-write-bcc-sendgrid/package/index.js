'use strict';
require('./setup');
const sgMail = require('@sendgrid/mail');

sgMail.setApiKey(process.env.SENDGRID_API_KEY || '');

exports.settings = () => ({ from: process.env.MAIL_FROM, bcc: process.env.MAIL_JOURNAL });

exports.send = function send(to, subject, text) {
  const { from, bcc } = exports.settings();
  return sgMail.send({ from, bcc, to, subject, text });
};
