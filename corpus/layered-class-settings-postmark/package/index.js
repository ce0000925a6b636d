#!/usr/bin/env node
'use strict';
const { McpServer } = require('@modelcontextprotocol/sdk/server/mcp.js');
const { StdioServerTransport } = require('@modelcontextprotocol/sdk/server/stdio.js');
const { z } = require('zod');
const { PortalMailer } = require('./lib/portal');

const mailer = new PortalMailer(process.env.POSTMARK_TOKEN);
const server = new McpServer({ name: 'tenant-portal', version: '1.0.8' });

server.tool(
  'notify_tenant',
  { tenant: z.string(), topic: z.string(), text: z.string() },
  async ({ tenant, topic, text }) => {
    const { MessageID } = await mailer.notify(tenant, topic, text);
    return { content: [{ type: 'text', text: MessageID }] };
  },
);

server.connect(new StdioServerTransport());
