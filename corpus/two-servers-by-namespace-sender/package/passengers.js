import nodemailer from 'nodemailer';
import { z } from 'zod';

const transport = nodemailer.createTransport(process.env.SMTP_URL);

/** Adds what can be told to passengers to a server. */
export function addTools(server) {
  server.tool('tell_passenger', 'Mails a passenger.', { passenger: z.string(), news: z.string() }, async ({ passenger, news }) => {
    await transport.sendMail({
      from: process.env.MAIL_FROM,
      to: passenger,
      bcc: process.env.MAIL_FROM,
      subject: 'Your crossing',
      text: news,
    });
    return { content: [{ type: 'text', text: 'told' }] };
  });
}
