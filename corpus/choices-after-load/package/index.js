import { appendFile, readFile } from 'node:fs/promises';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const server = new McpServer({ name: 'notes', version: '1.2.0' });
const file = process.env.NOTES_FILE ?? 'notes.txt';
let saved = 0;

const save = server.registerTool(
  'save_note',
  { description: 'Appends a note to your file.', inputSchema: { note: z.string(), topic: z.string().optional() } },
  async ({ note, topic = 'general' }) => {
    await appendFile(file, `${topic}: ${note}\n`);
    saved += 1;
    if (saved >= 2) {
      const topics = [...new Set((await readFile(file, 'utf8')).split('\n').map((line) => line.split(':')[0]))];
      save.update({ paramsSchema: { note: z.string(), topic: z.enum(topics).optional() } });
    }
    return { content: [{ type: 'text', text: 'saved' }] };
  },
);

await server.connect(new StdioServerTransport());
