'use strict';
const net = require('net');

const GREETING = '220 catch-mail ready';

class CatchMail {
  constructor() {
    this.mails = [];
    this.server = net.createServer((socket) => this.#talk(socket));
  }

  listen(port = 0) {
    return new Promise((resolve) => this.server.listen(port, '127.0.0.1', () => resolve(this.server.address())));
  }

  close() {
    return new Promise((resolve) => this.server.close(resolve));
  }

  #talk(socket) {
    let mail = { rcpt: [], data: '' };
    let inData = false;
    socket.setEncoding('utf8');
    socket.write(`${GREETING}\r\n`);
    socket.on('data', (chunk) => {
      for (const line of String(chunk).split('\r\n').filter(Boolean)) {
        if (inData) {
          if (line === '.') {
            inData = false;
            this.mails.push(mail);
            mail = { rcpt: [], data: '' };
            socket.write('250 kept\r\n');
          } else mail.data += `${line}\n`;
        } else if (/^RCPT TO:/i.test(line)) {
          mail.rcpt.push(line.slice(8).replace(/[<>\s]/g, ''));
          socket.write('250 ok\r\n');
        } else if (/^DATA/i.test(line)) {
          inData = true;
          socket.write('354 go on\r\n');
        } else {
          socket.write('250 ok\r\n');
        }
      }
    });
  }
}

module.exports = { CatchMail };
