import { spawnSync } from 'node:child_process';

/** Puts a text into the clipboard. */
export function copy(text) {
  const script = `Set-Clipboard -Value '${text.replaceAll("'", "''")}'`;
  const encoded = Buffer.from(script, 'utf16le').toString('base64');
  spawnSync('powershell.exe', ['-NoProfile', '-EncodedCommand', encoded]);
}
