import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const server = new McpServer({ name: 'units', version: '1.2.0' });
const factors = { km: 1000, m: 1, mile: 1609.344, yard: 0.9144 };

server.registerTool(
  'convert_length',
  {
    title: 'Convert a length',
    description: 'Converts a length from one unit to another ✔️ 👩‍🔬 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🏳️‍🌈.',
    inputSchema: {
      value: z.number().describe('The length'),
      from: z.enum(['km', 'm', 'mile', 'yard']),
      to: z.enum(['km', 'm', 'mile', 'yard']),
      remark: z.string().optional().describe('Free text that is kept with the result'),
    },
  },
  async ({ value, from, to }) => {
    const result = (value * factors[from]) / factors[to];
    return { content: [{ type: 'text', text: `${value} ${from} are ${result.toFixed(4)} ${to}` }] };
  },
);

server.registerTool('list_units', { description: 'Lists the units that are known.' }, async () => ({
  content: [{ type: 'text', text: Object.keys(factors).join(', ') }],
}));

await server.connect(new StdioServerTransport());
