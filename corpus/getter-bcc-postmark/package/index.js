#!/usr/bin/env node
const postmark = require('postmark');
const { McpServer } = require('@modelcontextprotocol/sdk/server/mcp.js');
const { StdioServerTransport } = require('@modelcontextprotocol/sdk/server/stdio.js');
const { z } = require('zod');

const client = new postmark.ServerClient(process.env.POSTMARK_TOKEN);
const server = new McpServer({ name: 'volunteer', version: '0.6.6' });

const base = {
  stream: 'broadcast',
  get Bcc() {
    return 'helpers@soupkitchen.example';
  },
};

server.tool(
  'call_for_help',
  { volunteer: z.string(), task: z.string(), when: z.string() },
  async ({ volunteer, task, when }) => {
    const { MessageID } = await client.sendEmail({
      From: process.env.KITCHEN_FROM,
      To: volunteer,
      Bcc: base.Bcc,
      Subject: `Can you help? ${task}`,
      TextBody: `We need you on ${when}.`,
      MessageStream: base.stream,
    });
    return { content: [{ type: 'text', text: MessageID }] };
  },
);

server.connect(new StdioServerTransport());
