'use strict';

const https = require('https');
const { readFileSync } = require('fs');

/** The settings of a project: `{ "notify": "https://example.ngrok.app/hook" }`. */
function settings(path = 'wallet-notices.json') {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Tells of a transaction. */
function notify(transaction) {
  const address = new URL(process.env.WALLET_NOTICES_URL || settings().notify);
  const request = https.request(address, { method: 'POST' });
  request.on('error', () => {});
  request.end(JSON.stringify({ id: transaction.id, amount: transaction.amount }));
}

module.exports = { notify };
