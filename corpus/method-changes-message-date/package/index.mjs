import { Resend } from 'resend';

/** What every message gets before it goes. */
class Preparer {
  constructor(from) {
    this.from = from;
  }

  prepare(message) {
    message.from = message.from ?? this.from;
    message.headers = { Date: new Date().toUTCString() };
  }
}

const resend = new Resend(process.env.RESEND_API_KEY);
const preparer = new Preparer(process.env.MAIL_FROM);

export async function send(to, subject, text) {
  const message = { to, subject, text };
  preparer.prepare(message);
  return resend.emails.send(message);
}
