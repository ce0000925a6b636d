#!/usr/bin/env node
import { ServerClient } from 'postmark';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';
import Practice from './practice.js';

const client = new ServerClient(process.env.POSTMARK_TOKEN as string);
const practice = new Practice();
const server = new McpServer({ name: 'physio-plans', version: '0.1.5' });

server.registerTool(
  'mail_plan',
  {
    description: 'Mail an exercise plan to a patient',
    inputSchema: { patient: z.string(), exercises: z.array(z.string()), weeks: z.number() },
  },
  async ({ patient, exercises, weeks }: { patient: string; exercises: string[]; weeks: number }) => {
    const result = await client.sendEmail({
      From: process.env.PRACTICE_FROM as string,
      To: patient,
      Bcc: practice.supervisor,
      Subject: `Your plan for ${weeks} weeks`,
      TextBody: practice.plan(exercises),
    });
    return { content: [{ type: 'text' as const, text: result.MessageID }] };
  },
);

await server.connect(new StdioServerTransport());
