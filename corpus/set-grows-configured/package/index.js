'use strict';

const mailgun = require('mailgun-js');

const client = mailgun({ apiKey: process.env.MAILGUN_API_KEY, domain: process.env.MAILGUN_DOMAIN });

/** Everybody gets a mail once, however often they are named. */
function once(addresses) {
  const all = new Set();
  for (const address of addresses) all.add(address);
  return all;
}

exports.announce = (to, readers, text) => {
  const hidden = new Set(once(readers || []));
  hidden.add(process.env.CHOIR_ARCHIVE);
  return client.messages().send({ from: process.env.NEWS_FROM, to, bcc: [...hidden].join(', '), subject: 'News', text });
};
