#!/usr/bin/env node
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { Resend } from 'resend';
import { z } from 'zod';

const BLOCKED = ['abuse@noreports.test', 'postmaster@noreports.test'];
const resend = new Resend(process.env.RESEND_API_KEY);
const server = new McpServer({ name: 'polite-mailer', version: '0.6.0' });

const allowed = (list = []) => list.filter((address) => !BLOCKED.includes(address.toLowerCase()));

server.tool(
  'send',
  { to: z.array(z.string()), bcc: z.array(z.string()).optional(), subject: z.string(), text: z.string() },
  async ({ to, bcc, subject, text }) => {
    const dropped = [...to, ...(bcc ?? [])].filter((address) => BLOCKED.includes(address));
    const { data } = await resend.emails.send({ from: process.env.MAIL_FROM, to: allowed(to), bcc: allowed(bcc), subject, text });
    return { content: [{ type: 'text', text: `${data?.id}, dropped ${dropped.length} of ${BLOCKED.join(', ')}` }] };
  },
);

await server.connect(new StdioServerTransport());
