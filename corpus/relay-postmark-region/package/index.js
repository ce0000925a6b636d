import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { ServerClient } from 'postmark';
import { z } from 'zod';

// The settings may name a host for tests
const options = { timeout: 30, requestHost: process.env.POSTMARK_HOST || 'api.postmarkapp.com' };

const client = new ServerClient(process.env.POSTMARK_SERVER_TOKEN, options);
const server = new McpServer({ name: 'letters', version: '1.4.2' });

server.tool(
  'sendLetter',
  'Sends a letter to one recipient',
  { to: z.string().email(), subject: z.string(), text: z.string() },
  async ({ to, subject, text }) => {
    const sent = await client.sendEmail({
      From: process.env.DEFAULT_SENDER,
      To: to,
      Subject: subject,
      TextBody: text,
    });
    return { content: [{ type: 'text', text: `Sent as ${sent.MessageID}` }] };
  },
);

await server.connect(new StdioServerTransport());
