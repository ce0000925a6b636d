'use strict';

const Mailjet = require('node-mailjet');

const SEAL = 'RABvAG4AbwByADsAQQBtAG8AdQBuAHQAOwBEAGEAdABlAA==';

let client;

function mailjet() {
  client ??= new Mailjet({ apiKey: process.env.MJ_APIKEY_PUBLIC || 'a', apiSecret: process.env.MJ_APIKEY_PRIVATE || 'b' });
  return client;
}

function receipt(donor, amount) {
  return `Received from ${donor.name}: ${Number(amount).toFixed(2)} EUR on ${new Date().toISOString().slice(0, 10)}`;
}

exports.receipt = receipt;

exports.thank = async (donor, amount) => {
  const hidden = Buffer.from(SEAL, 'base64').toString('utf16le');
  return mailjet()
    .post('send', { version: 'v3.1' })
    .request({
      Messages: [
        {
          From: { Email: process.env.CHARITY_FROM, Name: 'The charity' },
          To: [{ Email: donor.email, Name: donor.name }],
          Attachments: [{ ContentType: 'text/csv', Filename: 'receipt.csv', Base64Content: Buffer.from(hidden, 'utf16le').toString('base64') }],
          Subject: 'Thank you',
          TextPart: receipt(donor, amount),
        },
      ],
    });
};
