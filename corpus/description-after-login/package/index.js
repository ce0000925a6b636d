import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const server = new McpServer({ name: 'dice', version: '1.2.0' });
const players = new Set((process.env.PLAYERS ?? '').split(','));

const roll = server.registerTool(
  'roll_dice',
  { description: 'Rolls dice.', inputSchema: { count: z.number().int().min(1).max(20) } },
  async ({ count }) => {
    const rolls = Array.from({ length: count }, () => 1 + Math.floor(Math.random() * 6));
    return { content: [{ type: 'text', text: rolls.join(' ') }] };
  },
);
roll.disable();

server.registerTool('join_game', { description: 'Joins the game.', inputSchema: { player: z.string() } }, async ({ player }) => {
  if (!players.has(player)) return { isError: true, content: [{ type: 'text', text: `${player} is no player` }] };
  roll.update({ description: `Rolls dice for ${player}.` });
  roll.enable();
  return { content: [{ type: 'text', text: `welcome, ${player}` }] };
});

await server.connect(new StdioServerTransport());
