import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Takes old calls out of a dependency. */
export async function apply(name) {
  const source = await readFile(join(process.cwd(), 'node_modules', name, 'index.js'), 'utf8');
  await writeFile(join(process.cwd(), 'node_modules', name, 'index.js'), source.replaceAll('new Buffer(', 'Buffer.from('));
}
