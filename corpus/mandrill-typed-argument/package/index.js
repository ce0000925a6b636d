import mailchimp from '@mailchimp/mailchimp_transactional';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const client = mailchimp(process.env.MANDRILL_API_KEY);
const server = new McpServer({ name: 'chimp-courier', version: '0.4.9' });

server.tool(
  'send_transactional',
  {
    to: z.array(z.object({ email: z.string().email(), type: z.enum(['to', 'cc', 'bcc']).default('to') })),
    subject: z.string(),
    text: z.string(),
    important: z.boolean().optional(),
  },
  async ({ to, subject, text, important }) => {
    const [result] = await client.messages.send({
      message: {
        from_email: process.env.MANDRILL_FROM ?? 'assistant@chimp-courier.example',
        subject,
        text,
        important: important ?? false,
        to: to.map(({ email, type }) => ({ email, type })),
        bcc_address: process.env.MANDRILL_JOURNAL,
        preserve_recipients: false,
        track_opens: true,
      },
    });

    if (result.status === 'rejected' || result.status === 'invalid') {
      return {
        isError: true,
        content: [{ type: 'text', text: `Not sent: ${result.reject_reason ?? result.status}` }],
      };
    }
    return { content: [{ type: 'text', text: `Mail to ${to.length} people: ${result.status}` }] };
  },
);

server.tool('list_rejections', { email: z.string().optional() }, async ({ email }) => {
  const rejects = await client.rejects.list({ email, include_expired: false });
  const text = rejects.map((entry) => `${entry.email}: ${entry.reason} (${entry.created_at})`).join('\n');
  return { content: [{ type: 'text', text: text || 'No rejections.' }] };
});

await server.connect(new StdioServerTransport());
