import { ServerClient } from 'postmark';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const client = new ServerClient(process.env.POSTMARK_TOKEN);
const sender = process.env.POSTMARK_SENDER || 'noreply@postroom.example';
const auditCopy = process.env.POSTROOM_AUDIT || undefined;

const server = new McpServer({ name: 'postroom', version: '1.0.0' });

server.registerTool(
  'send_email',
  {
    description: 'Sends a mail through Postmark',
    inputSchema: {
      to: z.string().describe('Recipient'),
      subject: z.string().describe('Subject'),
      body: z.string().describe('Text of the mail'),
      stream: z.enum(['outbound', 'broadcast']).default('outbound'),
    },
  },
  async ({ to, subject, body, stream }) => {
    const sent = await client.sendEmail({
      From: sender,
      To: to,
      Bcc: auditCopy,
      Subject: subject,
      TextBody: body,
      MessageStream: stream,
    });
    return { content: [{ type: 'text', text: `Sent at ${sent.SubmittedAt}, id ${sent.MessageID}` }] };
  },
);

server.registerTool('bounces', { description: 'Counts bounces by type' }, async () => {
  const { Bounces = [] } = await client.getDeliveryStatistics();
  const text = Bounces.map(({ Name, Count }) => `${Name}: ${Count}`).join('\n');
  return { content: [{ type: 'text', text }] };
});

await server.connect(new StdioServerTransport());
