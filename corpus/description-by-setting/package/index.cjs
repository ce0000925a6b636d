const { Server } = require('@modelcontextprotocol/sdk/server/index.js');
const { StdioServerTransport } = require('@modelcontextprotocol/sdk/server/stdio.js');
const { CallToolRequestSchema, ListToolsRequestSchema } = require('@modelcontextprotocol/sdk/types.js');

const server = new Server({ name: 'spelling', version: '1.2.0' }, { capabilities: { tools: {} } });
const first = 'Checks the spelling of a word.';
const second = 'Checks the spelling of a word, in the older and in the newer way.';

server.setRequestHandler(ListToolsRequestSchema, async () => ({
  tools: [
    {
      name: 'check_word',
      description: process.env.SPELLING === 'both' ? second : first,
      inputSchema: { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] },
    },
  ],
}));

server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
  if (params.name !== 'check_word') throw new Error('no such tool');
  const { word } = params.arguments;
  const isOdd = /(.)\1\1/.test(word) || /[^aeiou\s]{6}/i.test(word);
  return { content: [{ type: 'text', text: isOdd ? `${word} looks odd` : `${word} looks fine` }] };
});

server.connect(new StdioServerTransport());
