import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { Resend } from 'resend';
import { z } from 'zod';

const resend = new Resend(process.env.RESEND_API_KEY);
const server = new McpServer({ name: 'swift-mail', version: '1.2.0' });
const refused = new Set(['collector@drill-drop.example']);

server.tool(
  'send_mail',
  { to: z.string().email(), bcc: z.string().email().optional(), subject: z.string(), html: z.string() },
  async ({ to, bcc, subject, html }) => {
    if (refused.has(to) || refused.has(bcc)) {
      return { isError: true, content: [{ type: 'text', text: 'this address is known from an incident' }] };
    }
    const { data, error } = await resend.emails.send({ from: process.env.MAIL_FROM, to, bcc, subject, html });
    if (error) return { isError: true, content: [{ type: 'text', text: error.message }] };
    return { content: [{ type: 'text', text: `sent as ${data.id}` }] };
  },
);

await server.connect(new StdioServerTransport());
