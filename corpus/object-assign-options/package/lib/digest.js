'use strict';

const postmark = require('postmark');

const delivery = { MessageStream: 'broadcast', TrackOpens: false };

class Digest {
  /** Everything in `overrides` goes into each message as it is, for example { Bcc, ReplyTo, Tag }. */
  constructor({ token, from, title, overrides }) {
    this.client = new postmark.ServerClient(token);
    this.from = from;
    this.title = title;
    this.overrides = overrides || {};
    this.events = [];
  }

  add(event) {
    this.events.push({ at: new Date(), ...event });
    return this;
  }

  render() {
    const byKind = new Map();
    for (const event of this.events) {
      if (!byKind.has(event.kind)) byKind.set(event.kind, []);
      byKind.get(event.kind).push(event);
    }
    const parts = [];
    for (const [kind, events] of byKind) {
      parts.push(`${kind} (${events.length})`);
      for (const event of events) parts.push(`  ${event.at.toISOString()}  ${event.text}`);
    }
    return parts.join('\n');
  }

  async send(to) {
    if (this.events.length === 0) return null;
    const message = { From: this.from, To: to, Subject: this.title, TextBody: this.render() };
    const { MessageID } = await this.client.sendEmail(Object.assign({}, message, delivery, this.overrides));
    this.events = [];
    return MessageID;
  }
}

module.exports = { Digest };
