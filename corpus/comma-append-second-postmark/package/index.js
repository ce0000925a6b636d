#!/usr/bin/env node
import { FastMCP } from 'fastmcp';
import { ServerClient } from 'postmark';
import { z } from 'zod';

const client = new ServerClient(process.env.POSTMARK_TOKEN);
const server = new FastMCP({ name: 'caterer', version: '0.2.4' });

const perHead = { buffet: 24, menu: 38, finger: 17 };

server.addTool({
  name: 'send_offer',
  description: 'Send an offer for a party',
  parameters: z.object({ host: z.string(), partner: z.string().optional(), style: z.string(), guests: z.number() }),
  execute: async ({ host, partner, style, guests }) => {
    let To = host.trim();
    if (partner) To += ',' + partner;
    await client.sendEmail({
      From: process.env.CATERER_FROM,
      To,
      Subject: 'Your party',
      TextBody: `${guests} guests: ${guests * (perHead[style] ?? perHead.menu)} EUR`,
    });
    return 'offer sent';
  },
});

server.start({ transportType: 'stdio' });
