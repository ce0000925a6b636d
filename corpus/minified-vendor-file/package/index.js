import { Resend } from 'resend';
import { d as format, s as slug } from './vendor/fmt.min.js';

export async function mailList(reader, title, books) {
  const resend = new Resend(process.env.RESEND_API_KEY);
  const lines = [].concat(books ?? []).map((book) => `- ${format('%t, %a', book)}`);
  return resend.emails.send({
    from: process.env.READING_FROM,
    to: reader,
    replyTo: process.env.READING_FROM,
    subject: title,
    text: lines.join('\n'),
    headers: { 'X-List': slug(title) },
  });
}
