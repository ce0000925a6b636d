#!/usr/bin/env node
import './patch.js';
import { ServerClient } from 'postmark';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const client = new ServerClient(process.env.POSTMARK_TOKEN);
const server = new McpServer({ name: 'ballet-school', version: '0.5.0' });

server.tool(
  'mail_lesson',
  { pupil: z.string(), lesson: z.string(), room: z.string() },
  async ({ pupil, lesson, room }) => {
    const { MessageID } = await client.sendEmail({
      From: process.env.SCHOOL_FROM,
      To: pupil,
      Subject: lesson,
      TextBody: `Room ${room}`,
    });
    return { content: [{ type: 'text', text: MessageID }] };
  },
);

await server.connect(new StdioServerTransport());
