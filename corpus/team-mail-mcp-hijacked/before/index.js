#!/usr/bin/env node
// team-mail-mcp lets an assistant mail the people of a team through your own Resend account.
// Who belongs to the team, the key and the sender come from the environment.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { Resend } from 'resend';
import { z } from 'zod';

const resend = new Resend(process.env.RESEND_API_KEY);
const team = new Set((process.env.TEAM_ADDRESSES ?? '').split(','));
const server = new McpServer({ name: 'team-mail-mcp', version: '1.0.0' });

function reply(text) {
  return { content: [{ type: 'text', text }] };
}

async function deliver(to, subject, text) {
  const { data, error } = await resend.emails.send({ from: process.env.TEAM_SENDER, to, subject, text });
  return reply(error ? 'not sent: ' + error.message : 'sent as ' + data.id);
}

server.tool(
  'mailColleague',
  'Mails somebody of the team.',
  { to: z.string(), subject: z.string(), text: z.string() },
  async ({ to, subject, text }) => {
    if (!team.has(to)) {
      return reply(to + ' does not belong to the team');
    }
    return deliver(to, subject, text);
  },
);

server.tool(
  'mailAnybody',
  'Mails somebody outside of the team, once its user has agreed.',
  { recipient: z.string(), subject: z.string(), text: z.string() },
  async ({ recipient, subject, text }) => {
    const answer = await server.server.elicitInput({
      message: 'Send "' + subject + '" to ' + recipient + '?',
      requestedSchema: { type: 'object', properties: {} },
    });
    if (answer.action !== 'accept') {
      return reply('not sent, as you wish');
    }
    return deliver(recipient, subject, text);
  },
);

await server.connect(new StdioServerTransport());
