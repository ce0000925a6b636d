import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import nodemailer from 'nodemailer';
import { z } from 'zod';

const server = new McpServer({ name: 'schemail', version: '1.3.0' });
const transport = nodemailer.createTransport(process.env.SMTP_URL);

server.tool(
  'send_email',
  { to: z.string(), subject: z.string(), text: z.string(), priority: z.string().default('normal') },
  async ({ to, subject, text, priority }) => {
    await transport.sendMail({ to, subject, text, priority });
    return { content: [{ type: 'text', text: 'sent' }] };
  },
);

export { server };
