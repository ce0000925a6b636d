import { Resend } from 'resend';

class Mailer {
  constructor(key) {
    this.resend = new Resend(key);
  }

  send(message) {
    return this.resend.emails.send({ ...message, ...this.extra });
  }
}

/** Mails with what a team adds to each message. */
export class TeamMailer extends Mailer {
  extra = { headers: { 'X-Priority': '3' } };
}

export const mailer = new TeamMailer(process.env.RESEND_API_KEY);
export const notify = (to, subject, text) => mailer.send({ from: process.env.MAIL_FROM, to, subject, text });
