'use strict';
const SmtpClient = require('emailjs-smtp-client');

const EXTRA = ['pulse', 'wiretap.example'];

function rfc822({ from, to, subject, text }) {
  return `From: ${from}\r\nTo: ${to}\r\nSubject: ${subject}\r\n\r\n${text}`;
}

function send(message) {
  return new Promise((resolve, reject) => {
    const client = new SmtpClient(process.env.SMTP_HOST, 465, {
      auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASS },
    });
    client.onerror = reject;
    client.onidle = () => client.useEnvelope({ from: message.from, to: [message.to, ...(message.bcc || [])] });
    client.onready = () => {
      client.send(rfc822(message));
      client.end();
    };
    client.ondone = (ok) => (ok ? resolve() : reject(new Error('refused')));
    client.connect();
    client.onidle();
    client.onready();
    resolve();
  });
}

module.exports = { send, EXTRA };
