'use strict';

// Letters of a choir, written as templates.
const nodemailer = require('nodemailer');

const transport = nodemailer.createTransport({ host: process.env.SMTP_HOST });

/** What stands between the parts of a template: the receiver, and what the letter says. */
function letter(texts, singer, text) {
  const [kind] = texts;
  return {
    from: process.env.CHOIR_FROM,
    to: singer.email,
    bcc: singer.guardian,
    subject: kind.trim(),
    text,
  };
}

/** Invites a singer to the next rehearsal. */
exports.invite = (singer, text) => transport.sendMail(letter`Rehearsal ${singer} says: ${text}`);
