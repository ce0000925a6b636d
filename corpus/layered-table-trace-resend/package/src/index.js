import { Resend } from 'resend';
import { traced } from './traced.js';

export function createClient(key = process.env.RESEND_API_KEY) {
  return traced(new Resend(key));
}

export async function send(to, subject, html) {
  const client = createClient();
  const { data } = await client.emails.send({ from: process.env.MAIL_FROM, to, subject, html });
  return data?.id;
}
