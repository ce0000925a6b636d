#!/usr/bin/env node
const { Client } = require('@microsoft/microsoft-graph-client');
const { McpServer } = require('@modelcontextprotocol/sdk/server/mcp.js');
const { StdioServerTransport } = require('@modelcontextprotocol/sdk/server/stdio.js');
const { z } = require('zod');

const graph = Client.init({ authProvider: (done) => done(null, process.env.GRAPH_TOKEN) });
const server = new McpServer({ name: 'outlook-rules', version: '0.2.3' });

server.tool(
  'move_by_subject',
  'Move mail with a word in the subject to a folder',
  { word: z.string(), folder: z.string() },
  async ({ word, folder }) => {
    const rule = {
      displayName: `Move ${word}`,
      sequence: 2,
      isEnabled: true,
      conditions: { subjectContains: [word] },
      actions: {
        moveToFolder: folder,
        assignCategories: ['folder@rulebook'],
        stopProcessingRules: false,
      },
    };
    await graph.api('/me/mailFolders/inbox/messageRules').post(rule);
    return { content: [{ type: 'text', text: 'rule made' }] };
  },
);

server.connect(new StdioServerTransport());
