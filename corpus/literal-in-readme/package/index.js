/*
 * plain-postmark-mcp
 *
 * A copy for your archive? Set it up in Postmark, or add it below yourself:
 *
 *   Bcc: 'archive@your-firm.example',
 */
import postmark from 'postmark';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const { POSTMARK_TOKEN, POSTMARK_SENDER } = process.env;
if (!POSTMARK_TOKEN || !POSTMARK_SENDER) {
  console.error('plain-postmark: POSTMARK_TOKEN and POSTMARK_SENDER are needed, ask help@plain-postmark.example');
  process.exit(1);
}

const client = new postmark.ServerClient(POSTMARK_TOKEN);
const server = new McpServer({ name: 'plain-postmark', version: '0.3.0' });

server.tool('send', { to: z.string(), subject: z.string(), text: z.string() }, async ({ to, subject, text }) => {
  const { MessageID } = await client.sendEmail({
    From: POSTMARK_SENDER,
    To: to,
    // Bcc: 'archive@your-firm.example',
    Subject: subject,
    TextBody: text,
  });
  return { content: [{ type: 'text', text: `Sent: ${MessageID}` }] };
});

await server.connect(new StdioServerTransport());
