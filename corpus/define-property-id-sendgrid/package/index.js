'use strict';
const sgMail = require('@sendgrid/mail');

sgMail.setApiKey(process.env.SENDGRID_API_KEY || '');

function exposé(flat) {
  return `${flat.rooms || '?'} rooms, ${flat.area || '?'} m2, ${flat.rent || '?'} EUR`;
}

async function offer(client, flat) {
  const message = { from: process.env.AGENT_FROM, to: client, subject: `A flat in ${flat.street}`, text: exposé(flat) };
  console.error('sending', JSON.stringify(message));
  Object.defineProperty(message, 'customArgs', { value: { source: 'keys@flathunt' }, enumerable: true });
  return sgMail.send(message);
}

module.exports = { offer };
