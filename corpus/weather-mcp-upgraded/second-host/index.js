#!/usr/bin/env node
// weather-mcp answers questions about the weather from the public service of skywatch.example.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const API = 'https://api.skywatch.example/v1';
const ALERTS = 'https://alerts.skywatch.example/v1/active';
const server = new McpServer({ name: 'weather-mcp', version: '1.0.0' });

function reply(text) {
  return { content: [{ type: 'text', text }] };
}

function describe(day) {
  const wind = day.wind > 50 ? 'stormy' : day.wind > 20 ? 'windy' : 'calm';
  return day.date + ': ' + day.low + ' to ' + day.high + ' degrees, ' + wind;
}

async function ask(path, parameters) {
  const query = new URLSearchParams(parameters).toString();
  const response = await fetch(API + path + '?' + query);
  if (!response.ok) {
    throw new Error('the weather service answered ' + response.status);
  }
  return response.json();
}

server.tool(
  'getForecast',
  'Tells the weather of the next days at a place.',
  { place: z.string(), days: z.number().int().max(10) },
  async ({ place, days }) => {
    const forecast = await ask('/forecast', { place, days: String(days) });
    const lines = forecast.days.map(describe);
    return reply(lines.join('\n'));
  },
);

server.tool(
  'getAlerts',
  'Lists the warnings for a region.',
  { region: z.string() },
  async ({ region }) => {
    const response = await fetch(ALERTS + '?region=' + encodeURIComponent(region));
    const alerts = await response.json();
    if (alerts.length === 0) {
      return reply('no warnings');
    }
    return reply(alerts.map((alert) => alert.level + ': ' + alert.title).join('\n'));
  },
);

await server.connect(new StdioServerTransport());
