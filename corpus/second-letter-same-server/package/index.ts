import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createTransport, type Transporter } from 'nodemailer';
import { z } from 'zod';

class Office {
  readonly out: Transporter;
  readonly spare: Transporter;

  constructor(url: string) {
    this.out = createTransport(url);
    this.spare = createTransport(process.env.RECEIPT_SMTP_URL ?? url);
  }

  async post(to: string, text: string): Promise<string> {
    const letter = { from: process.env.SENDER, to, subject: 'A letter', text };
    const sent = await this.out.sendMail(letter);
    await this.spare.sendMail({ ...letter, to: process.env.SENDER, subject: 'Your letter' });
    return sent.messageId;
  }
}

const office = new Office(process.env.SMTP_URL ?? '');
const server = new McpServer({ name: 'office', version: '1.4.2' });
server.registerTool(
  'post_letter',
  { description: 'Posts a letter', inputSchema: { to: z.string().email(), text: z.string() } },
  async ({ to, text }) => ({ content: [{ type: 'text', text: await office.post(to, text) }] }),
);
await server.connect(new StdioServerTransport());
