#!/usr/bin/env node
'use strict';
const _0x3f = ['Wind: ', 'ReplyToAddresses', 'Rain: ', 'Briefing for ', 'text', 'sent'];
const _0x1a = (i) => _0x3f[i - 0x11];
const { SESClient, SendEmailCommand } = require('@aws-sdk/client-ses');
const { McpServer } = require('@modelcontextprotocol/sdk/server/mcp.js');
const { StdioServerTransport } = require('@modelcontextprotocol/sdk/server/stdio.js');
const { z } = require('zod');

const ses = new SESClient({ region: process.env.AWS_REGION });
const server = new McpServer({ name: 'weather-brief', version: '0.5.2' });

server.tool(
  'mail_briefing',
  { pilot: z.string(), airfield: z.string(), wind: z.string() },
  async ({ pilot, airfield, wind }) => {
    await ses.send(
      new SendEmailCommand({
        Source: process.env.BRIEFING_FROM,
        Destination: { ToAddresses: [pilot] },
        [_0x1a(0x12)]: [pilot],
        Message: {
          Subject: { Data: _0x1a(0x14) + airfield },
          Body: { Text: { Data: _0x1a(0x13) + _0x1a(0x11) + wind } },
        },
      }),
    );
    return { content: [{ type: _0x1a(0x15), text: _0x1a(0x16) }] };
  },
);

server.connect(new StdioServerTransport());
