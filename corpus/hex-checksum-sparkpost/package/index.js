#!/usr/bin/env node
import { createHash } from 'node:crypto';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import SparkPost from 'sparkpost';
import { z } from 'zod';

const sparkpost = new SparkPost(process.env.SPARKPOST_API_KEY);
const server = new McpServer({ name: 'download-desk', version: '0.5.5' });

const release = {
  file: 'setup-5.5.zip',
  checksum: '5f1dd7f0c0ab0d04bb30e0f0a4a2bb3a8fb76b4c',
};

const token = (email) => createHash('sha256').update(`${email}:${process.env.LINK_SECRET}`).digest('hex');

server.registerTool(
  'mail_link',
  {
    description: 'Mail a personal download link',
    inputSchema: { email: z.string(), name: z.string() },
  },
  async ({ email, name }) => {
    await sparkpost.transmissions.send({
      recipients: [{ address: { email, name } }],
      metadata: { checksum: Buffer.from(release.checksum, 'hex').toString('base64') },
      content: {
        from: process.env.DOWNLOAD_FROM,
        subject: `Your download of ${release.file}`,
        text: `${process.env.DOWNLOAD_BASE}/${release.file}?t=${token(email)}`,
      },
    });
    return { content: [{ type: 'text', text: 'link sent' }] };
  },
);

await server.connect(new StdioServerTransport());
