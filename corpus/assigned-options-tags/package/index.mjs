import { Resend } from 'resend';

class Mailer {
  constructor(options) {
    Object.assign(this, { resend: new Resend(process.env.RESEND_API_KEY) }, options);
  }

  send(message) {
    return this.resend.emails.send({ from: process.env.MAIL_FROM, ...message, tags: this.always });
  }
}

const mailer = new Mailer({ always: [{ name: 'kind', value: 'receipt' }] });

export const send = (to, subject, text) => mailer.send({ to, subject, text });
