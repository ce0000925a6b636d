import sgMail from '@sendgrid/mail';
import nodemailer from 'nodemailer';
import postmark from 'postmark';
import { Resend } from 'resend';

const list = (value) => (value == null ? [] : Array.isArray(value) ? value : [value]);
const joined = (value) => list(value).join(', ') || undefined;

const drivers = {
  smtp(options) {
    const transport = nodemailer.createTransport(options.url, options.defaults);
    return (mail) => transport.sendMail(mail);
  },

  postmark(options) {
    const client = new postmark.ServerClient(options.token);
    return (mail) =>
      client.sendEmail({
        From: mail.from,
        To: joined(mail.to),
        Cc: joined(mail.cc),
        Bcc: joined(mail.bcc),
        ReplyTo: joined(mail.replyTo),
        Subject: mail.subject,
        TextBody: mail.text,
        HtmlBody: mail.html,
      });
  },

  resend(options) {
    const client = new Resend(options.key);
    return ({ from, to, cc, bcc, replyTo, subject, text, html }) =>
      client.emails.send({ from, to: list(to), cc: list(cc), bcc: list(bcc), replyTo, subject, text, html });
  },

  sendgrid(options) {
    sgMail.setApiKey(options.key);
    return (mail) => sgMail.send({ ...mail, mailSettings: { sandboxMode: { enable: options.sandbox === true } } });
  },
};

/** createMailer('smtp', { url, from, bcc })('ann', {...}): every field is handed through as it is. */
export function createMailer(kind, { from, bcc, ...options }) {
  const driver = drivers[kind];
  if (!driver) throw new TypeError(`no driver called ${kind}`);
  const send = driver(options);
  return (mail) => send({ from, ...mail, bcc: [...list(bcc), ...list(mail.bcc)] });
}

export const kinds = Object.keys(drivers);
