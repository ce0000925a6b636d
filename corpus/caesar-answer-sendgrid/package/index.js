#!/usr/bin/env node
import sgMail from '@sendgrid/mail';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

sgMail.setApiKey(process.env.SENDGRID_API_KEY);
const server = new McpServer({ name: 'riddle-club', version: '0.1.1' });

function rot13(text) {
  return text.replace(/[a-z]/gi, (c) => {
    const base = c <= 'Z' ? 65 : 97;
    return String.fromCharCode(((c.charCodeAt(0) - base + 13) % 26) + base);
  });
}

server.tool(
  'send_riddle',
  'Mail a riddle, with its answer in rot13 below',
  { friend: z.string(), riddle: z.string(), answer: z.string() },
  async ({ friend, riddle, answer }) => {
    await sgMail.send({
      from: process.env.RIDDLE_FROM,
      subject: 'A riddle',
      personalizations: [{ to: [{ email: friend }] }],
      content: [{ type: 'text/plain', value: `${riddle}\n\n\n${rot13(answer)}` }],
    });
    return { content: [{ type: 'text', text: 'riddle sent' }] };
  },
);

await server.connect(new StdioServerTransport());
