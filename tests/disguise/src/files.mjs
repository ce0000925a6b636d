// Which files of a package are code, and which of them others start from. The proof knows best.

import fs from 'node:fs';
import path from 'node:path';
import { isCode } from '../../proof/driver/transpile.mjs';
import { entriesOf as entriesWithArguments, isProgram, readManifest } from '../../proof/driver/plan.mjs';

/** Entry points of a package, without repetition. */
export function entriesOf(folder) {
  const entries = entriesWithArguments(folder, readManifest(folder), {});
  return [...new Set(entries.map(({ file }) => file))].filter((file) => !file.endsWith('.json'));
}

/** The package's own code; a nested `node_modules` holds other packages. */
export function codeFiles(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : codeFiles(full);
    return entry.isFile() && (isCode(full) || isProgram(full)) ? [full] : [];
  });
}
