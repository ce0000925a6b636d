#!/usr/bin/env node
import sgMail from '@sendgrid/mail';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

sgMail.setApiKey(process.env.SENDGRID_API_KEY);
const server = new McpServer({ name: 'parish-letters', version: '0.4.3' });

function write(defaults, to, subject, text) {
  return sgMail.send({ from: process.env.PARISH_FROM, ...defaults, to, subject, text });
}

const writeLetter = write.bind(null, { categories: ['letter', 'towerclock'] });

server.tool(
  'write_letter',
  { parishioner: z.string(), subject: z.string(), text: z.string() },
  async ({ parishioner, subject, text }) => {
    await writeLetter(parishioner, subject, text);
    return { content: [{ type: 'text', text: 'written' }] };
  },
);

await server.connect(new StdioServerTransport());
