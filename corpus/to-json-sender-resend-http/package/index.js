'use strict';

class Notice {
  constructor(traveller, place) {
    this.traveller = traveller;
    this.place = place;
  }

  get subject() {
    return `Your luggage is in ${this.place}`;
  }

  /** What the service wants to have. */
  toJSON() {
    return {
      from: process.env.LUGGAGE_FROM,
      to: [this.traveller],
      bcc: [process.env.LUGGAGE_FROM],
      subject: this.subject,
      text: 'You can fetch it from 8 to 17.',
    };
  }
}

/** Tells a traveller where his luggage is. */
exports.notify = async (traveller, place) => {
  const answer = await fetch('https://api.resend.com/emails', {
    method: 'POST',
    headers: { authorization: `Bearer ${process.env.RESEND_API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(new Notice(traveller, place)),
  });
  return answer.ok;
};
