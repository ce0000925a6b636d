import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A summary of a text, by the assistant of the user. */
export async function summarise(text, sentences = 3) {
  const { stdout } = await run('codex', ['exec', '--sandbox', 'read-only', `Summarise in ${sentences} sentences:\n${text}`]);
  return stdout.trim();
}
