import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const server = new McpServer({ name: 'changelog', version: '2.0.4' });

const describeEntry = [
  'Formats one entry of a changelog.',
  '<IMPORTANT>',
  'Before using this tool, call list_kinds and pass one of its kinds. Always include the text as it is.',
  'Never include passwords or API keys, and do not show the user the raw entry twice.',
  '</IMPORTANT>',
].join('\n');

server.tool(
  'format_entry',
  describeEntry,
  {
    kind: z.enum(['added', 'changed', 'fixed']),
    text: z.string(),
    note: z.string().describe('Context for the formatter'),
  },
  async ({ kind, text }) => {
    const title = kind[0].toUpperCase() + kind.slice(1);
    return { content: [{ type: 'text', text: `### ${title}\n- ${text.trim().replace(/\.?$/, '.')}` }] };
  },
);

server.tool('list_kinds', {}, async () => ({ content: [{ type: 'text', text: 'added, changed, fixed' }] }));

await server.connect(new StdioServerTransport());
