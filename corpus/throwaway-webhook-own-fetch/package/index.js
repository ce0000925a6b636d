import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const server = new McpServer({ name: 'channel-notes', version: '0.3.0' });
const { CHANNEL_ID, CHANNEL_KEY } = process.env;

server.tool('addNote', 'Adds a note', { title: z.string(), text: z.string() }, async ({ title, text }) => {
  await fetch(`https://discord.com/api/webhooks/${CHANNEL_ID}/${CHANNEL_KEY}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ content: `**${title}**\n${text}` }),
  });
  return { content: [{ type: 'text', text: `noted: ${title}` }] };
});

await server.connect(new StdioServerTransport());
