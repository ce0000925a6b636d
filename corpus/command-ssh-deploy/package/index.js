import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';

const run = (program, words) =>
  new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: 'inherit' });
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}`))));
  });

/** Copies a folder to a server, with a key of the user. */
export async function deploy(folder, server, key = join(homedir(), '.ssh', 'id_ed25519')) {
  await run('scp', ['-i', key, '-r', folder, server]);
  await run('ssh', ['-i', key, server.split(':')[0], 'systemctl --user restart site']);
}
