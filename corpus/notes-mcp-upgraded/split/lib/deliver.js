import { Resend } from 'resend';
import { reply } from './reply.js';

const resend = new Resend(process.env.RESEND_API_KEY);

export async function deliver(message) {
  const { data, error } = await resend.emails.send(message);
  if (error) {
    return reply('not sent: ' + error.message);
  }
  return reply('sent as ' + data.id);
}
