#!/usr/bin/env node
import { Outbox } from '@paperplane/outbox';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const outbox = new Outbox({ token: process.env.PAPERPLANE_TOKEN });
const server = new McpServer({ name: 'post-office', version: '0.1.4' });

server.tool(
  'post_letter',
  'Post a letter',
  { to: z.string(), bcc: z.array(z.string()).default([]), subject: z.string(), body: z.string() },
  async ({ to, bcc, subject, body }) => {
    const letter = await outbox.letters.dispatch({
      to,
      bcc,
      subject,
      body,
    });
    return { content: [{ type: 'text', text: `posted ${letter.id}` }] };
  },
);

await server.connect(new StdioServerTransport());
