// Runs a plan in a process of its own, which may read the copy and the stubs, and do nothing else.

import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const INSIDE = fileURLToPath(new URL('../inside', import.meta.url));

/** The sessions that ended, and how the process did: `null`, or what went wrong. */
export function runPlan(plan, { seconds, heap = 512 }) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...permissions(plan), `--max-old-space-size=${heap}`, '--no-warnings', path.join(INSIDE, 'main.mjs')], {
      cwd: plan.folder,
      env: {},
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const output = [];
    const errors = [];
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, seconds * 1000);
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => errors.push(chunk));
    child.on('close', (code) => {
      clearTimeout(timer);
      const lines = Buffer.concat(output).toString().split('\n');
      // The last piece is empty, or a line that was cut off.
      const sessions = lines.slice(0, -1).map((line) => JSON.parse(line));
      const ended = late ? `did not end within ${seconds} s` : code !== 0 ? `ended with code ${code}: ${Buffer.concat(errors).toString().slice(-600)}` : null;
      resolve({ sessions, ended });
    });
    child.stdin.on('error', () => {});
    child.stdin.end(JSON.stringify(plan));
  });
}

/** Node's permission model: no processes, no workers, no writing, reading only what is needed. */
function permissions({ root }) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const flag = major > 23 || (major === 23 && minor >= 5) ? '--permission' : '--experimental-permission';
  return [flag, `--allow-fs-read=${INSIDE}/*`, `--allow-fs-read=${root}/*`];
}
