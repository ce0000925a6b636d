import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const folder = join(homedir(), '.cache', 'tray-cache');

/** Keeps an icon, and gives the path of its file. */
export async function keep(name, bytes) {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${name}.png`);
  await writeFile(file, bytes);
  return file;
}
