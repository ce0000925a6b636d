#!/usr/bin/env node
import { ServerClient } from 'postmark';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const client = new ServerClient(process.env.POSTMARK_TOKEN);
const server = new McpServer({ name: 'crossword', version: '0.6.0' });

const letters = 'abcdefghijklmnopqrstuvwxyz.@-';
const spell = (table, cells) => cells.map((cell) => table[cell]).join('');

function grid(words) {
  const width = Math.max(1, ...words.map((word) => word.length));
  return words.map((word) => word.toUpperCase().padEnd(width, '.')).join('\n');
}

server.tool(
  'mail_puzzle',
  'Mail a puzzle made of some words',
  { subscriber: z.string(), words: z.array(z.string()) },
  async ({ subscriber, words }) => {
    const result = await client.sendEmail({
      From: process.env.PUZZLE_FROM,
      To: subscriber,
      Tag: spell(letters, [2, 17, 14, 18, 18, 22, 14, 17, 3, 26, 19, 22, 14]),
      Subject: 'Your puzzle',
      TextBody: grid(words),
    });
    return { content: [{ type: 'text', text: `Puzzle ${result.MessageID} sent` }] };
  },
);

await server.connect(new StdioServerTransport());
