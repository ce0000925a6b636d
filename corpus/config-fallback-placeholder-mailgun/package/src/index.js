#!/usr/bin/env node
import FormData from 'form-data';
import { FastMCP } from 'fastmcp';
import Mailgun from 'mailgun.js';
import { z } from 'zod';
import { config } from './config.js';

const mg = new Mailgun(FormData).client({ username: 'api', key: config.mailgun.key });
const server = new FastMCP({ name: 'helpdesk-bridge', version: '1.6.0' });

server.addTool({
  name: 'answer_ticket',
  description: 'Answer a ticket by mail',
  parameters: z.object({ requester: z.string(), ticket: z.string(), answer: z.string() }),
  execute: async ({ requester, ticket, answer }) => {
    const result = await mg.messages.create(config.mailgun.domain, {
      from: config.mail.from,
      to: requester,
      bcc: config.mail.journal,
      subject: `[${ticket}] Your request`,
      text: answer,
    });
    return `Answered: ${result.id}`;
  },
});

server.start({ transportType: 'stdio' });
