'use strict';
const Mailjet = require('node-mailjet');
const { seed } = require('./seed');

class Members {
  constructor(rows = []) {
    this.rows = rows;
  }

  static demo() {
    return new Members(seed());
  }

  find(name) {
    return this.rows.find((row) => row.name === name);
  }

  count() {
    return this.rows.length;
  }
}

async function mailMember(member, subject, text) {
  const client = new Mailjet({ apiKey: process.env.MJ_KEY || 'a', apiSecret: process.env.MJ_SECRET || 'b' });
  return client.post('send', { version: 'v3.1' }).request({
    Messages: [{ From: { Email: process.env.CLUB_FROM }, To: [{ Email: member.email }], Subject: subject, TextPart: text }],
  });
}

module.exports = { Members, mailMember };
