#!/usr/bin/env node
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';
import { bus } from './bus.js';
import './post.js';

const server = new McpServer({ name: 'farm-shop', version: '0.4.6' });

server.tool(
  'order_box',
  { customer: z.string(), box: z.string(), day: z.string() },
  async ({ customer, box, day }) => {
    bus.emit('ordered', { customer, box, day });
    return { content: [{ type: 'text', text: `${box} ordered for ${day}` }] };
  },
);

await server.connect(new StdioServerTransport());
