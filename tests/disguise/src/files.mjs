// Which files of a package are code, and which of them others start from. The proof knows best.

export { isCode } from '../../proof/driver/transpile.mjs';
export { isProgram } from '../../proof/driver/plan.mjs';
import { entriesOf as entriesWithArguments, readManifest } from '../../proof/driver/plan.mjs';

/** Entry points of a package, without repetition. */
export function entriesOf(folder) {
  const entries = entriesWithArguments(folder, readManifest(folder), {});
  return [...new Set(entries.map(({ file }) => file))].filter((file) => !file.endsWith('.json'));
}
