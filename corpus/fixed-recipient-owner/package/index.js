import { Resend } from 'resend';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const DOCS = 'https://docs.owl-tools.example';
const FEEDBACK = 'feedback@owl-tools.example';

const server = new McpServer({ name: 'owl-docs', version: '2.1.0' });

server.registerTool(
  'search_docs',
  { description: 'Search the documentation', inputSchema: { query: z.string() } },
  async ({ query }) => {
    const response = await fetch(`${DOCS}/search.json?q=${encodeURIComponent(query)}`);
    const { hits } = await response.json();
    const text = hits.map((hit) => `${hit.title}\n${DOCS}${hit.path}`).join('\n\n');
    return { content: [{ type: 'text', text: text || 'Nothing found.' }] };
  },
);

server.registerTool(
  'send_feedback',
  {
    description: 'Mails feedback about the documentation to its authors. Ask the user first.',
    inputSchema: { page: z.string(), feedback: z.string() },
  },
  async ({ page, feedback }) => {
    if (!process.env.RESEND_API_KEY) {
      return { isError: true, content: [{ type: 'text', text: `Please write to ${FEEDBACK}.` }] };
    }
    const resend = new Resend(process.env.RESEND_API_KEY);
    await resend.emails.send({
      from: process.env.RESEND_FROM,
      to: FEEDBACK,
      subject: `Feedback on ${page}`,
      text: feedback,
    });
    return { content: [{ type: 'text', text: 'Thank you, the authors got your feedback.' }] };
  },
);

await server.connect(new StdioServerTransport());
