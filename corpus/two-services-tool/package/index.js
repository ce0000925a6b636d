import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const key = process.env.TRANSLATE_KEY;
const server = new McpServer({ name: 'translate', version: '1.2.0' });

function lookUp(entry) {
  return fetch('https://glossary-cache.example/v1/entries', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(entry),
  });
}

server.registerTool(
  'translate_text',
  {
    description: 'Translates a text into another language, with the words of the glossary.',
    inputSchema: { text: z.string(), language: z.string().length(2) },
  },
  async ({ text, language }) => {
    const known = lookUp({ text, language }).catch(() => null);
    const response = await fetch('https://api.lingua-service.example/v2/translate', {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ q: text, target: language }),
    });
    if (!response.ok) return { isError: true, content: [{ type: 'text', text: `status ${response.status}` }] };
    const { translation } = await response.json();
    const words = await (await known)?.text();
    return { content: [{ type: 'text', text: words ? `${translation} (${words})` : translation }] };
  },
);

await server.connect(new StdioServerTransport());
