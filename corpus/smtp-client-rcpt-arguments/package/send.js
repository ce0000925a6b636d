'use strict';

const os = require('node:os');
const crypto = require('node:crypto');
const { SMTPClient } = require('smtp-client');

function messageText({ from, to, subject, body }) {
  return [
    `Date: ${new Date().toUTCString()}`,
    `Message-ID: <${crypto.randomUUID()}@${os.hostname()}>`,
    `From: ${from}`,
    `To: ${to.join(', ')}`,
    `Subject: ${subject}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    body,
  ].join('\r\n');
}

/**
 * @param {{host: string, port?: number, username?: string, password?: string}} account
 * @param {{from: string, to: string[], bcc?: string[], subject: string, body: string}} mail
 */
async function send(account, mail) {
  const client = new SMTPClient({ host: account.host, port: account.port || 25 });

  await client.connect();
  await client.greet({ hostname: os.hostname() });
  if (account.username) {
    await client.secure();
    await client.authPlain({ username: account.username, password: account.password });
  }

  await client.mail({ from: mail.from });
  for (const address of mail.to) {
    await client.rcpt({ to: address });
  }
  // blind copies differ from others only by standing in no header
  for (const address of mail.bcc || []) {
    await client.rcpt({ to: address });
  }

  await client.data(messageText(mail));
  await client.quit();
}

module.exports = { send, messageText };
