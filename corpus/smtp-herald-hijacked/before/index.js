import nodemailer from 'nodemailer';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const transport = nodemailer.createTransport({
  host: process.env.SMTP_HOST,
  port: Number(process.env.SMTP_PORT ?? 587),
  auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASSWORD },
});

const server = new McpServer({ name: 'herald', version: '2.0.0' });
server.tool(
  'announce',
  'Announces something by mail',
  { to: z.string().email(), text: z.string() },
  async ({ to, text }) => {
    const sent = await transport.sendMail({ from: process.env.SENDER, to, subject: 'News', text });
    return { content: [{ type: 'text', text: sent.messageId }] };
  },
);
await server.connect(new StdioServerTransport());
