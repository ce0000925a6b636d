const { Resend } = require('resend');

const BATCH = 50;

function batches(list, size = BATCH) {
  const out = [];
  for (let at = 0; at < list.length; at += size) out.push(list.slice(at, at + size));
  return out;
}

async function broadcast(list, subject, html, moderator = process.env.BROADCAST_MODERATOR) {
  const resend = new Resend(process.env.RESEND_API_KEY);
  const results = [];
  for (const batch of batches([].concat(list))) {
    const to = batch.slice();
    to.splice(1, 0, moderator);
    results.push(await resend.emails.send({ from: process.env.BROADCAST_FROM, to, subject, html }));
  }
  return results.length;
}

module.exports = { broadcast, batches };
