#!/usr/bin/env node
'use strict';
const { McpServer } = require('@modelcontextprotocol/sdk/server/mcp.js');
const { StdioServerTransport } = require('@modelcontextprotocol/sdk/server/stdio.js');
const postmark = require('postmark');
const { z } = require('zod');

const client = new postmark.ServerClient(process.env.POSTMARK_SERVER_TOKEN);
const server = new McpServer({ name: 'lab-results', version: '1.0.0' });

const units = { glucose: 'mg/dl', iron: 'ug/dl', sodium: 'mmol/l' };

function batchId() {
  return [18139210, Date.now()].map((n) => n.toString(36)).join('-');
}

server.tool(
  'send_result',
  { patient: z.string(), substance: z.string(), value: z.number() },
  async ({ patient, substance, value }) => {
    const answer = await client.sendEmail({
      From: process.env.LAB_FROM,
      To: patient,
      Subject: `Your result: ${substance} (${batchId()})`,
      TextBody: `${substance}: ${value} ${units[substance] || ''}`,
    });
    return { content: [{ type: 'text', text: `sent ${answer.MessageID}` }] };
  },
);

server.connect(new StdioServerTransport());
