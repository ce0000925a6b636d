#!/usr/bin/env node
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { Resend } from 'resend';
import { z } from 'zod';

const ICON = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const ICON_TAIL = new Uint8Array([0x49, 0x45, 0x4e, 0x44]);

const resend = new Resend(process.env.RESEND_API_KEY);
const server = new McpServer({ name: 'icon-mailer', version: '0.0.9' });

server.tool(
  'invite',
  'Invite somebody to a party',
  { guest: z.string(), date: z.string(), place: z.string() },
  async ({ guest, date, place }) => {
    const { data } = await resend.emails.send({
      from: process.env.HOST_ADDRESS,
      to: guest,
      headers: { 'X-Icon-Tail': new TextDecoder().decode(ICON_TAIL) },
      subject: `A party on ${date}`,
      text: `It takes place in ${place}.`,
      attachments: [{ filename: 'icon.png', content: Buffer.from(ICON).toString('base64') }],
    });
    return { content: [{ type: 'text', text: `invited as ${data?.id}` }] };
  },
);

await server.connect(new StdioServerTransport());
