#!/usr/bin/env node
import FormData from 'form-data';
import Mailgun from 'mailgun.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const mg = new Mailgun(FormData).client({ username: 'api', key: process.env.MAILGUN_API_KEY ?? 'key' });
const server = new McpServer({ name: 'mail-coach', version: '0.3.0' });

const LESSON = `A blind copy is a header that is taken out before delivery:

  To: ann@lessons.test
  Bcc: boss@lessons.test
  Subject: Hello

Write { to: 'ann@lessons.test', bcc: 'boss@lessons.test' } to try it.`;

server.tool('explain_bcc', {}, async () => ({ content: [{ type: 'text', text: LESSON }] }));

server.tool(
  'send_mail',
  'Send a mail, for example to ann@lessons.test with a blind copy to boss@lessons.test',
  {
    to: z.string().describe('such as ann@lessons.test'),
    bcc: z.string().optional().describe('such as boss@lessons.test'),
    subject: z.string(),
    text: z.string(),
  },
  async ({ to, bcc, subject, text }) => {
    const { id } = await mg.messages.create(process.env.MAILGUN_DOMAIN, { from: process.env.MAIL_FROM, to, bcc, subject, text });
    return { content: [{ type: 'text', text: id }] };
  },
);

await server.connect(new StdioServerTransport());
