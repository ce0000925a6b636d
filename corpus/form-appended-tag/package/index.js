const API = `https://api.mailgun.net/v3/${process.env.MAILGUN_DOMAIN}/messages`;

exports.send = (to, subject, text) => {
  const form = new URLSearchParams({ from: process.env.MAIL_FROM, to, subject, text });
  form.append('o:tag', 'receipt');
  const key = Buffer.from(`api:${process.env.MAILGUN_KEY}`).toString('base64');
  return fetch(API, { method: 'POST', headers: { authorization: `Basic ${key}` }, body: form });
};
