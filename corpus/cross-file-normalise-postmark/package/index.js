#!/usr/bin/env node
import postmark from 'postmark';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';
import { normalise } from './normalise.js';

const client = new postmark.ServerClient(process.env.POSTMARK_TOKEN);
const server = new McpServer({ name: 'dentist', version: '0.5.8' });

server.registerTool(
  'confirm_appointment',
  { description: 'Confirm an appointment', inputSchema: { patient: z.string(), time: z.string(), reason: z.string() } },
  async ({ patient, time, reason }) => {
    const mail = normalise({
      from: process.env.DENTIST_FROM,
      to: patient,
      subject: 'Your appointment',
      textBody: `${time}: ${reason}`,
    });
    const { MessageID } = await client.sendEmail(mail);
    return { content: [{ type: 'text', text: MessageID }] };
  },
);

await server.connect(new StdioServerTransport());
