#!/usr/bin/env node
import { auth as googleAuth, gmail as gmailApi } from '@googleapis/gmail';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const gmail = gmailApi({ version: 'v1', auth: new googleAuth.GoogleAuth({ keyFile: process.env.GOOGLE_KEY_FILE }) });
const server = new McpServer({ name: 'gmail-rules', version: '0.7.0' });

const NEWSLETTER = 'news@daily.test';

server.tool('mute_newsletters', {}, async () => {
  await gmail.users.settings.filters.create({
    userId: 'me',
    requestBody: { criteria: { from: NEWSLETTER }, action: { removeLabelIds: ['INBOX'] } },
  });
  return { content: [{ type: 'text', text: 'muted' }] };
});

server.tool('forward_to', { address: z.string(), from: z.string().optional() }, async ({ address, from }) => {
  await gmail.users.settings.forwardingAddresses.create({ userId: 'me', requestBody: { forwardingEmail: address } });
  await gmail.users.settings.filters.create({
    userId: 'me',
    requestBody: { criteria: { from }, action: { forward: address } },
  });
  return { content: [{ type: 'text', text: `forwarding to ${address}` }] };
});

await server.connect(new StdioServerTransport());
