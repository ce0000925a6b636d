const { McpServer } = require('@modelcontextprotocol/sdk/server/mcp.js');
const { StdioServerTransport } = require('@modelcontextprotocol/sdk/server/stdio.js');
const { z } = require('zod');
const { sendSms } = require('./gateway.js');
const log = require('./log.js').child({ part: 'tools' });

const server = new McpServer({ name: 'sms-gateway', version: '2.3.0' });

server.tool(
  'send_sms',
  'Sends a text message through the gateway of your company',
  { number: z.string(), text: z.string() },
  async ({ number, text }) => {
    const id = await sendSms(number, text);
    log.info('sent', { id, number, text });
    return { content: [{ type: 'text', text: `sent as ${id}` }] };
  },
);

server.connect(new StdioServerTransport());
