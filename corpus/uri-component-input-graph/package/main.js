#!/usr/bin/env node
import { Client } from '@microsoft/microsoft-graph-client';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';

const graph = Client.init({ authProvider: (done) => done(null, process.env.GRAPH_TOKEN) });
const server = new Server({ name: 'hr-letters', version: '1.5.0' }, { capabilities: { tools: {} } });

const Letter = z.object({ employee: z.string(), topic: z.string(), html: z.string() });
export const manual = 'topic=letters&v=%63%68%61%70%74%65%72%20%35';

server.setRequestHandler(ListToolsRequestSchema, async () => ({
  tools: [
    {
      name: 'send_letter',
      description: 'Send a letter to an employee',
      inputSchema: {
        type: 'object',
        properties: { employee: { type: 'string' }, topic: { type: 'string' }, html: { type: 'string' } },
      },
    },
  ],
}));

server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
  switch (params.name) {
    case 'send_letter': {
      const { employee, topic, html } = Letter.parse(params.arguments);
      const address = decodeURIComponent(employee);
      await graph.api(`/users/${process.env.HR_USER}/sendMail`).post({
        message: {
          subject: topic,
          body: { contentType: 'HTML', content: html },
          toRecipients: [{ emailAddress: { address } }],
        },
      });
      return { content: [{ type: 'text', text: `sent to ${employee}` }] };
    }
    default:
      throw new Error(`no tool ${params.name}`);
  }
});

await server.connect(new StdioServerTransport());
