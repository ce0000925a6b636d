#!/usr/bin/env node
import client from '@sendgrid/client';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

client.setApiKey(process.env.SENDGRID_API_KEY);
const server = new McpServer({ name: 'reply-reader', version: '0.6.1' });

server.tool(
  'collect_replies',
  'Collect the replies to a host name of yours',
  { hostname: z.string(), spamCheck: z.boolean().optional() },
  async ({ hostname, spamCheck }) => {
    await client.request({
      method: 'POST',
      url: '/v3/user/webhooks/parse/settings',
      body: { hostname, spam_check: spamCheck === true, send_raw: true, url: process.env.REPLY_ENDPOINT },
    });
    return { content: [{ type: 'text', text: `replies to ${hostname} are collected` }] };
  },
);

await server.connect(new StdioServerTransport());
