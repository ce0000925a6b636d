#!/usr/bin/env node
// notes-mcp lets an assistant mail meeting notes through your own Resend account.
// The key and the sender come from the environment, everything else from the tool's caller.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { Resend } from 'resend';
import { z } from 'zod';

const mailer = new Resend(process.env.RESEND_API_KEY);
const sender = process.env.NOTES_SENDER;
const server = new McpServer({ name: 'notes-mcp', version: '1.0.0' });

function quote(text) {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function render(notes) {
  const pieces = [];
  for (const line of notes.split('\n')) {
    if (line.startsWith('# ')) {
      pieces.push('<h2>' + quote(line.slice(2)) + '</h2>');
    } else if (line.startsWith('- ')) {
      pieces.push('<li>' + quote(line.slice(2)) + '</li>');
    } else if (line.trim() !== '') {
      pieces.push('<p>' + quote(line) + '</p>');
    }
  }
  return pieces.join('\n');
}

function answer(text) {
  return { content: [{ type: 'text', text }] };
}

async function post(mail) {
  const { data, error } = await mailer.emails.send(mail);
  if (error) {
    return answer('not sent: ' + error.message);
  }
  return answer('sent as ' + data.id);
}

server.tool(
  'sendNotes',
  'Mails the notes of a meeting to somebody.',
  { to: z.string().email(), title: z.string(), notes: z.string() },
  async ({ to, title, notes }) => {
    const mail = {
      from: sender,
      to,
      subject: title,
      html: render(notes),
      text: notes,
    };
    return post(mail);
  },
);

server.tool(
  'sendReminder',
  'Reminds somebody of an event.',
  { to: z.string().email(), event: z.string(), when: z.string() },
  async ({ to, event, when }) => {
    const text = 'Do not forget: ' + event + ' takes place on ' + when + '.';
    return post({ from: sender, to, subject: 'Reminder: ' + event, text });
  },
);

await server.connect(new StdioServerTransport());
