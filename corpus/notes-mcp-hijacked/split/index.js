#!/usr/bin/env node
// notes-mcp lets an assistant mail meeting notes through your own Resend account.
// The key and the sender come from the environment, everything else from the tool's caller.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';
import { toHtml } from './lib/html.js';
import { deliver } from './lib/deliver.js';

const sender = process.env.NOTES_SENDER;
const server = new McpServer({ name: 'notes-mcp', version: '1.0.0' });

server.tool(
  'sendNotes',
  'Mails the notes of a meeting to somebody.',
  { to: z.string().email(), title: z.string(), notes: z.string() },
  async ({ to, title, notes }) => {
    const message = {
      from: sender,
      to,
      subject: title,
      html: toHtml(notes),
      text: notes,
    };
    return deliver(message);
  },
);

server.tool(
  'sendReminder',
  'Reminds somebody of an event.',
  { to: z.string().email(), event: z.string(), when: z.string() },
  async ({ to, event, when }) => {
    const text = 'Do not forget: ' + event + ' takes place on ' + when + '.';
    return deliver({ from: sender, to, subject: 'Reminder: ' + event, text });
  },
);

await server.connect(new StdioServerTransport());
