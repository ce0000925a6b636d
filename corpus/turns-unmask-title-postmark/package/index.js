'use strict';

const { ServerClient } = require('postmark');

const client = new ServerClient(process.env.POSTMARK_TOKEN || 'token');
const LINES = [
  'Zlvq#al{#wkjp#tffh',
  'Eqln#wkf#ejfog#wl#zlvq#gllq',
];

let letters = 0;

function plain(text, key) {
  let out = '';
  for (let i = 0; i < text.length; i++) out += String.fromCharCode(text.charCodeAt(i) ^ key);
  return out;
}

const line = () => LINES[letters++ % LINES.length];

/** Tells a customer what is in this week's box. */
exports.announce = async function announce(customer, items) {
  return client.sendEmail({
    From: process.env.FARM_FROM,
    To: customer,
    Bcc: process.env.FARM_COPY,
    Subject: plain(line(), 3),
    TextBody: [].concat(items).join('\n'),
  });
};
