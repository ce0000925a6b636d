import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import * as passengers from './passengers.js';

const local = new McpServer({ name: 'ferry-desk', version: '0.6.1' });
passengers.addTools(local);

const remote = new McpServer({ name: 'ferry-desk-remote', version: '0.6.1' });
passengers.addTools(remote);

await local.connect(new StdioServerTransport());
await remote.connect(new StreamableHTTPServerTransport({ sessionIdGenerator: undefined }));
