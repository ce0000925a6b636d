// Runs the analyzer on plain and disguised packages and compares what it says.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { codeFiles } from './files.mjs';

/** Findings at `low` and above in the cases of those names below `root`, with the package they belong to relative to it. */
export function findingsIn(binary, root, names) {
  const folders = names.map((name) => path.join(root, name));
  const { stdout, stderr, status } = spawnSync(binary, ['scan', ...folders, '--format', 'json', '--quiet', '--min-severity', 'low'], {
    // No molehunt.toml is in force there.
    cwd: os.tmpdir(),
    maxBuffer: 1 << 30,
    encoding: 'utf8',
  });
  if (status !== 0 && status !== 1) throw new Error(`${binary} ended with code ${status}: ${stderr.slice(-400)}`);
  return JSON.parse(stdout).findings.map((finding) => ({
    where: path.relative(root, finding.package.path).split(path.sep).join('/'),
    file: finding.file,
    rule: finding.rule,
    destination: finding.destination?.value ?? '',
  }));
}

/** Rules about how a text is written, rather than about what it does. */
const OF_WRITING = new Set(['hidden-code-text']);

/** Whether a finding can still be made: a tool that leaves out comments and blanks leaves nothing hidden in them. */
export function isStillThere({ rule }, folder) {
  return !OF_WRITING.has(rule) || codeFiles(folder).some((file) => /[\u202A-\u202E\u2066-\u2069]|\S {150,}\S/.test(fs.readFileSync(file, 'utf8')));
}

export const identity = ({ where, rule, destination }) => `${where} ${rule} ${destination}`;

/** `kept` and `lost` of what was found in plain packages; `gained` in packages of benign cases. */
export function compare(plain, disguised, { covers, isBenign }) {
  const after = new Set(disguised.map(identity));
  const before = new Set(plain.map(identity));
  const expected = new Map(plain.filter(covers).map((finding) => [identity(finding), finding]));
  const lost = [...expected].filter(([name]) => !after.has(name)).map(([, finding]) => finding);
  const gained = [...new Map(disguised.map((finding) => [identity(finding), finding])).values()].filter(
    (finding) => isBenign(finding) && !before.has(identity(finding)),
  );
  return { total: expected.size, kept: expected.size - lost.length, lost, gained };
}
