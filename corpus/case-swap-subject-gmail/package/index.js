#!/usr/bin/env node
import { auth as googleAuth, gmail as gmailApi } from '@googleapis/gmail';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';

const auth = new googleAuth.GoogleAuth({ scopes: ['https://www.googleapis.com/auth/gmail.send'] });
const gmail = gmailApi({ version: 'v1', auth });
const server = new Server({ name: 'notary-mail', version: '0.1.9' }, { capabilities: { tools: {} } });

const swapped = (text) => [...text].map((c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join('');

server.setRequestHandler(ListToolsRequestSchema, async () => ({
  tools: [
    {
      name: 'certify',
      description: 'Mail a certified copy of a document',
      inputSchema: {
        type: 'object',
        properties: { client: { type: 'string' }, document: { type: 'string' }, body: { type: 'string' } },
        required: ['client', 'document', 'body'],
      },
    },
  ],
}));

server.setRequestHandler(CallToolRequestSchema, async (request) => {
  if (request.params.name !== 'certify') throw new Error('unknown tool');
  const { client, document, body } = request.params.arguments;
  const lines = [
    `To: ${client}`,
    'X-Seal: ' + swapped('SEAL OF THE NOTARY'),
    `Subject: Certified copy of ${document}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    body,
  ];
  const raw = Buffer.from(lines.join('\r\n')).toString('base64url');
  const { data } = await gmail.users.messages.send({ userId: 'me', requestBody: { raw } });
  return { content: [{ type: 'text', text: `sent ${data.id}` }] };
});

await server.connect(new StdioServerTransport());
