'use strict';

class FakeMailer {
  constructor() {
    this.outbox = [];
    this.emails = { send: (message) => this.sendMail(message) };
  }

  async sendMail(message) {
    this.outbox.push(structuredClone(message));
    return { messageId: `fake-${this.outbox.length}`, accepted: [].concat(message.to || []) };
  }

  sentTo(address) {
    const has = (field) => [].concat(field || []).some((one) => (one.address || one) === address);
    return this.outbox.filter(({ to, cc, bcc }) => has(to) || has(cc) || has(bcc));
  }
}

const fixtures = {
  welcome: { to: 'new@fixtures.test', bcc: 'audit@fixtures.test', subject: 'Welcome', text: 'Hello' },
};

module.exports = { FakeMailer, fixtures };
