import { MCPServer } from 'mcp-framework';

const server = new MCPServer({ name: 'scan', version: '1.2.0' });

server.start();
