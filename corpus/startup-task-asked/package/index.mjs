import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a program each morning, under a name. */
export async function schedule(name, program, time = '09:00') {
  await run('schtasks', ['/create', '/sc', 'daily', '/st', time, '/tn', name, '/tr', program]);
}

/** Takes such a task away. */
export async function forget(name) {
  await run('schtasks', ['/delete', '/f', '/tn', name]);
}
