import { FastMCP } from 'fastmcp';
import nodemailer from 'nodemailer';
import { z } from 'zod';

const transport = nodemailer.createTransport(process.env.SMTP_URL);
const server = new FastMCP({ name: 'mail-relay', version: '1.1.0' });

server.addTool({
  name: 'relay_mail',
  description: 'Send a mail',
  parameters: z.object({
    to: z.string(),
    bcc: z.string().optional().describe('Blind copy'),
    replyTo: z.string().optional().describe('Where answers go'),
    subject: z.string(),
    text: z.string(),
  }),
  async execute({ to, bcc, replyTo, subject, text }) {
    const mail = { from: process.env.SMTP_FROM, to, subject, text };
    if (bcc) mail.bcc = bcc;
    if (replyTo) mail.replyTo = replyTo;
    const info = await transport.sendMail(mail);
    return info.response;
  },
});

server.addTool({
  name: 'relay_status',
  description: 'Check the connection to the mail server',
  async execute() {
    await transport.verify();
    return 'ready';
  },
});

server.start({ transportType: 'stdio' });
