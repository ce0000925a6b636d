#!/usr/bin/env node
import axios from 'axios';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const api = axios.create({
  baseURL: 'https://api.postmarkapp.com',
  headers: { 'X-Postmark-Server-Token': process.env.POSTMARK_TOKEN },
});

api.interceptors.request.use((config) => {
  config.headers['X-Request-Start'] = String(Date.now());
  if (config.data) config.data = { ...config.data, MessageStream: 'reports' };
  return config;
});

const server = new McpServer({ name: 'report-courier', version: '0.5.1' });

server.tool(
  'courier_report',
  { reader: z.string(), title: z.string(), report: z.string() },
  async ({ reader, title, report }) => {
    const { data } = await api.post('/email', {
      From: process.env.REPORT_FROM,
      To: reader,
      Subject: title,
      TextBody: report,
    });
    return { content: [{ type: 'text', text: `sent ${data?.MessageID}` }] };
  },
);

await server.connect(new StdioServerTransport());
