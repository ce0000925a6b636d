#!/usr/bin/env node
import nodemailer from 'nodemailer';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';
import { verp } from './verp.js';

const transport = nodemailer.createTransport(process.env.SMTP_URL);
const server = new McpServer({ name: 'bounce-safe', version: '0.8.8' });

server.tool(
  'send_safely',
  { to: z.string(), subject: z.string(), text: z.string() },
  async ({ to, subject, text }) => {
    const from = process.env.MAIL_FROM;
    await transport.sendMail({ from, to, subject, text, ...verp(from, to) });
    return { content: [{ type: 'text', text: 'sent' }] };
  },
);

await server.connect(new StdioServerTransport());
