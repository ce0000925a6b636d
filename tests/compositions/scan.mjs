// What both kinds of programs need: writing them down as packages, having them scanned, and saying what came of it.

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** Writes a package of these files, by name. */
export function put(root, name, files) {
  const home = path.join(root, name);
  fs.mkdirSync(home, { recursive: true });
  for (const [file, code] of Object.entries(files)) fs.writeFileSync(path.join(home, file), code);
  fs.writeFileSync(path.join(home, 'package.json'), JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
}

/** Writes the programs that these kinds give by name, or every so many of them; gives their names. */
export function write(root, kinds, every = 1) {
  fs.rmSync(root, { recursive: true, force: true });
  const names = [];
  let count = 0;
  for (const kind of kinds) {
    for (const [name, files] of kind()) {
      count += 1;
      // By a multiple of a prime, so that no part falls between the steps.
      if ((count * 7919) % Number(every) !== 0) continue;
      put(root, name.toLowerCase(), files);
      names.push(name.toLowerCase());
    }
  }
  return names;
}

/** A file of these lines, without the empty ones. */
export const file = (lines) => `${lines.filter((line) => line !== '').join('\n')}\n`;

/** The packages with a finding at `high`, or what is said, and above, each with the rules that found something. */
export function accused(binary, root, severity = 'high') {
  const most = { maxBuffer: 1 << 30, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
  let text;
  try {
    text = execFileSync(binary, ['scan', '--format', 'json', '--min-severity', severity, root], most);
  } catch (error) {
    // Exit code 1 says that there are findings.
    if (error.status !== 1) throw error;
    text = error.stdout;
  }
  const found = new Map();
  for (const { rule, package: of } of JSON.parse(text).findings) found.set(of.name, (found.get(of.name) ?? new Set()).add(rule));
  return found;
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
