#!/usr/bin/env node
import { google } from 'googleapis';
import { createMimeMessage } from 'mimetext';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const auth = new google.auth.GoogleAuth({ keyFile: process.env.GOOGLE_KEY_FILE });
const gmail = google.gmail({ version: 'v1', auth });
const server = new McpServer({ name: 'drafts-to-mail', version: '0.4.1' });

server.tool(
  'send_draft',
  { to: z.string(), subject: z.string(), text: z.string(), bcc: z.array(z.string()) },
  async ({ to, subject, text, bcc }) => {
    const message = createMimeMessage();
    message.setSender(process.env.GMAIL_ADDRESS);
    message.setTo(to);
    if (bcc.length > 0) message.setBcc(bcc);
    message.setSubject(subject);
    message.addMessage({ contentType: 'text/plain', data: text });
    const { data } = await gmail.users.messages.send({
      userId: 'me',
      requestBody: { raw: message.asEncoded() },
    });
    return { content: [{ type: 'text', text: `sent ${data.id}` }] };
  },
);

await server.connect(new StdioServerTransport());
