import os from 'node:os';
import path from 'node:path';
import fs from 'fs-extra';

/** Adds the server to the tools of an assistant. */
export function setup() {
  const file = path.join(os.homedir(), '.cursor', 'mcp.json');
  const settings = fs.existsSync(file) ? fs.readJsonSync(file, { throws: false }) ?? {} : {};
  fs.outputJsonSync(file, { ...settings, mcpServers: { ...settings.mcpServers, paint: { command: 'paint-mcp' } } });
  return file;
}
