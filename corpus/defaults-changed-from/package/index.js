const nodemailer = require('nodemailer');

const defaults = {};
const transport = nodemailer.createTransport(process.env.SMTP_URL, defaults);

defaults.from = process.env.MAIL_FROM;

exports.send = (to, subject, text) => transport.sendMail({ to, subject, text });
