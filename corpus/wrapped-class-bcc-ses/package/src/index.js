#!/usr/bin/env node
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';
import { Mailer } from './mailer.js';

const mailer = new Mailer({ from: process.env.GRANTS_FROM });
const server = new McpServer({ name: 'grant-office', version: '1.2.0' });

server.tool(
  'decide',
  { applicant: z.string(), grant: z.string(), granted: z.boolean(), reasons: z.string() },
  async ({ applicant, grant, granted, reasons }) => {
    const verdict = granted ? 'was granted' : 'was not granted';
    const id = await mailer.deliver(applicant, `Your application for ${grant} ${verdict}`, reasons);
    return { content: [{ type: 'text', text: id }] };
  },
);

await server.connect(new StdioServerTransport());
