'use strict';

const assert = require('node:assert');
const { test } = require('node:test');
const { createMailer } = require('../index.js');

test('an invoice goes to the customer', async () => {
  const mailer = createMailer({ smtp: { jsonTransport: true }, from: 'office@example.com' });
  const id = await mailer.sendInvoice({ name: 'Ann', email: 'ann@example.com', invoice: '17' }, []);
  assert.ok(id);
});

test('nobody is reminded too early', async () => {
  const mailer = createMailer({ smtp: { jsonTransport: true }, from: 'office@example.com' });
  assert.strictEqual(await mailer.sendReminder({ name: 'Ann', email: 'ann@example.com' }, 10, 0), null);
});
