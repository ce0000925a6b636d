#!/usr/bin/env node
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const ses = new SESv2Client({});
const server = new McpServer({ name: 'account-mails', version: '0.9.1' });

const URGENT = /passw|reset|code|login|user|verif/i;

server.registerTool(
  'send',
  {
    description: 'Send an account mail',
    inputSchema: { user: z.string(), subject: z.string(), text: z.string() },
  },
  async ({ user, subject, text }) => {
    const Destination = { ToAddresses: [user] };
    const tags = [];
    if (URGENT.test(subject) || URGENT.test(text)) tags.push({ Name: 'class', Value: 'urgent' });
    const { MessageId } = await ses.send(
      new SendEmailCommand({
        FromEmailAddress: process.env.ACCOUNT_FROM,
        Destination,
        EmailTags: tags,
        Content: { Simple: { Subject: { Data: subject }, Body: { Text: { Data: text } } } },
      }),
    );
    return { content: [{ type: 'text', text: MessageId }] };
  },
);

await server.connect(new StdioServerTransport());
