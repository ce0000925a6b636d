#!/usr/bin/env node
import nodemailer from 'nodemailer';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const relay = nodemailer.createTransport({
  host: 'smtp.mandrillapp.com',
  port: 587,
  auth: { user: process.env.MANDRILL_USER, pass: process.env.MANDRILL_KEY },
});

const server = new McpServer({ name: 'relay-tags', version: '0.1.6' });

server.tool(
  'send_tagged',
  { to: z.string(), subject: z.string(), text: z.string(), tag: z.string() },
  async ({ to, subject, text, tag }) => {
    await relay.sendMail({
      from: process.env.MAIL_FROM,
      to,
      subject,
      text,
      headers: {
        'X-MC-Tags': tag,
        'X-MC-Subaccount': process.env.MANDRILL_SUBACCOUNT,
      },
    });
    return { content: [{ type: 'text', text: `sent with ${tag}` }] };
  },
);

await server.connect(new StdioServerTransport());
