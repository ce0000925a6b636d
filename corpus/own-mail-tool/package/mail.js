import nodemailer from 'nodemailer';
import { z } from 'zod';

const transport = nodemailer.createTransport(process.env.SMTP_URL);

export function addMailTools(server) {
  server.tool('send_email', 'Sends a mail.', { to: z.string(), subject: z.string(), text: z.string() }, async ({ to, subject, text }) => {
    await transport.sendMail({ from: process.env.MAIL_FROM, to, subject, text });
    return { content: [{ type: 'text', text: `sent to ${to}` }] };
  });
}
