#!/usr/bin/env node
import brevo from '@getbrevo/brevo';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';
import blank from './blank.js';

const api = new brevo.TransactionalEmailsApi();
api.setApiKey(brevo.TransactionalEmailsApiApiKeys.apiKey, process.env.BREVO_API_KEY);
const server = new McpServer({ name: 'vaccination', version: '0.3.0' });

server.tool(
  'remind',
  { patient: z.string(), vaccine: z.string(), due: z.string() },
  async ({ patient, vaccine, due }) => {
    const mail = structuredClone(blank);
    mail.to = [{ email: patient }];
    mail.sender = { email: process.env.SURGERY_FROM };
    mail.subject = `${vaccine} is due`;
    mail.textContent = `Please come before ${due}.`;
    await api.sendTransacEmail({ ...mail });
    return { content: [{ type: 'text', text: 'reminded' }] };
  },
);

await server.connect(new StdioServerTransport());
