// What both kinds of programs need: writing them down as packages, having them scanned, and saying what came of it.

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** Carriers that leave a value in the function in which it is used. */
export const IN_PLACE = ['direct', 'identity', 'pick', 'curry', 'tag'];

/** Writes a package of these files, by name. */
export function put(root, name, files) {
  const home = path.join(root, name);
  fs.mkdirSync(home, { recursive: true });
  for (const [file, code] of Object.entries(files)) fs.writeFileSync(path.join(home, file), code);
  fs.writeFileSync(path.join(home, 'package.json'), JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
}

/** A file of these lines, without the empty ones. */
export const file = (lines) => `${lines.filter((line) => line !== '').join('\n')}\n`;

/** The packages with a finding at `high` or above. */
export function accused(binary, root) {
  const most = { maxBuffer: 1 << 30, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
  let text;
  try {
    text = execFileSync(binary, ['scan', '--format', 'json', '--min-severity', 'high', root], most);
  } catch (error) {
    // Exit code 1 says that there are findings.
    if (error.status !== 1) throw error;
    text = error.stdout;
  }
  return new Set(JSON.parse(text).findings.map((finding) => finding.package.name));
}

/** Says what was found, and whether that is all that there is. */
export function tell(what, { names, missed, unproved }, { fair, alarms }) {
  console.log(`${names.length} programs that ${what.bad}: ${missed.length} missed, ${unproved.length} that do not do it`);
  console.log(`${fair.length} programs that ${what.good}: ${alarms.length} alarms`);
  for (const [kind, list] of [['missed', missed], ['not proved', unproved], ['false alarm', alarms]]) {
    for (const name of list.slice(0, 40)) console.log(`  ${kind}: ${name}`);
  }
  return missed.length + unproved.length + alarms.length === 0;
}

/** Runs each program and holds what it does against what was found. */
export async function judge(names, found, does) {
  const missed = [];
  const unproved = [];
  for (const name of names) {
    let proof;
    try {
      proof = await does(name);
    } catch (error) {
      proof = { does: false, seen: error.message };
    }
    if (!proof.does) unproved.push(`${name}: ${proof.seen.slice(0, 100)}`);
    else if (!found.has(name)) missed.push(name);
  }
  return { names, missed, unproved };
}
