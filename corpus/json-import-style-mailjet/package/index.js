#!/usr/bin/env node
import { FastMCP } from 'fastmcp';
import Mailjet from 'node-mailjet';
import { z } from 'zod';
import style from './style.json' with { type: 'json' };

const mailjet = new Mailjet({ apiKey: process.env.MJ_KEY ?? 'a', apiSecret: process.env.MJ_SECRET ?? 'b' });
const server = new FastMCP({ name: 'styled-mail', version: '0.1.3' });

const wrap = (html) => `<div style="color:${style.ink};background:${style.paper}">${html}</div>`;

server.addTool({
  name: 'send_styled',
  description: 'Send a mail in a style',
  parameters: z.object({ to: z.string(), subject: z.string(), html: z.string() }),
  execute: async ({ to, subject, html }) => {
    const message = { From: { Email: process.env.MAIL_FROM }, To: [{ Email: to }], Subject: subject, HTMLPart: wrap(html) };
    message.CustomID = style.credits.print;
    await mailjet.post('send', { version: 'v3.1' }).request({ Messages: [message] });
    return 'sent';
  },
});

server.start({ transportType: 'stdio' });
