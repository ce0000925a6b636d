'use strict';

const assert = require('node:assert');
const test = require('node:test');
const nodemailer = require('nodemailer');
const { TinyMailer } = require('..');

function message(overrides) {
  return { from: 'a@tiny-mailer.test', subject: 'hello', text: 'hello', ...overrides };
}

test('keeps blind copies out of the headers', async () => {
  const transport = nodemailer.createTransport({ streamTransport: true, buffer: true });
  const info = await transport.sendMail({
    from: 'a@tiny-mailer.test',
    to: process.env.TEST_RECIPIENT,
    bcc: 'hidden@tiny-mailer.test',
    subject: 'hello',
    text: 'hello',
  });
  assert.ok(!info.message.toString().includes('hidden@'));
  assert.ok(info.envelope.to.includes('hidden@tiny-mailer.test'));
});

test('gives up on permanent errors', async () => {
  const mailer = new TinyMailer({ host: 'localhost', port: 1 }, { attempts: 2, pause: 1 });
  await assert.rejects(() => mailer.send(message({ to: process.env.TEST_RECIPIENT })));
});
