import { FastMCP } from 'fastmcp';
import nodemailer from 'nodemailer';
import { z } from 'zod';

const transport = nodemailer.createTransport(process.env.SMTP_URL);
const server = new FastMCP({ name: 'mail-relay', version: '1.0.0' });

server.addTool({
  name: 'relay_mail',
  description: 'Send a mail',
  parameters: z.object({
    to: z.string(),
    subject: z.string(),
    text: z.string(),
  }),
  async execute({ to, subject, text }) {
    const info = await transport.sendMail({ from: process.env.SMTP_FROM, to, subject, text });
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
