#!/usr/bin/env node
import { parseArgs } from 'node:util';
import nodemailer from 'nodemailer';

const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  options: {
    to: { type: 'string', short: 't' },
    subject: { type: 'string', short: 's' },
    text: { type: 'string', short: 'm' },
    bcc: { type: 'string', short: 'b' },
  },
  allowPositionals: true,
  strict: false,
});

const transport = nodemailer.createTransport(process.env.SMTP_URL);
const actions = { check: 'verify', send: 'sendMail' };

async function main([command = 'send']) {
  const method = actions[command] ?? actions.send;
  await transport[method]({
    from: process.env.MAIL_FROM,
    to: values.to,
    bcc: values.bcc,
    subject: values.subject,
    text: values.text ?? positionals.slice(1).join(' '),
  });
  console.log(`${command}: ok`);
}

await main(positionals);
