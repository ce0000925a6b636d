// Reads the cases of a corpus: what is claimed about which folder.

import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'smol-toml';

const KEYS = new Set(['call', 'env', 'argv', 'date', 'repeat', 'load', 'allowed', 'expect', 'leaks', 'keeps', 'does', 'avoids', 'shows', 'none']);

/** The cases of these names, or all; a folder without `case.toml` is an error, as in the test of the analyzer. */
export function readCases(corpus, names) {
  const folders = fs.readdirSync(corpus, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
  for (const name of names) if (!folders.includes(name)) throw new Error(`${corpus}: there is no case ${name}`);
  return folders.filter((name) => names.length === 0 || names.includes(name)).map((name) => readCase(path.join(corpus, name), name));
}

function readCase(folder, name) {
  const file = path.join(folder, 'case.toml');
  try {
    const stated = parse(fs.readFileSync(file, 'utf8'));
    return { name, folder, kind: stated.kind, packages: packagesOf(stated, folder) };
  } catch (error) {
    return { name, folder, kind: 'unreadable', packages: [], problem: `${file}: ${error.message.split('\n')[0]}` };
  }
}

function packagesOf(stated, folder) {
  const packages = (stated.package ?? []).map(({ path: at, find = [], proof = {} }) => {
    for (const key of Object.keys(proof)) if (!KEYS.has(key)) throw new Error(`${at}: proof has no key ${key}`);
    return { path: at, listed: destinations(find), proof };
  });
  // A version that only a diff names is run as well; what it gains is claimed about it.
  for (const { before, after, find = [] } of stated.diff ?? []) {
    for (const at of [before, after]) {
      if (!packages.some((one) => one.path === at)) packages.push({ path: at, listed: at === after ? destinations(find) : [], proof: {}, partly: true });
    }
    const later = packages.find((one) => one.path === after);
    later.listed = [...new Set([...later.listed, ...destinations(find)])];
  }
  for (const { path: at } of packages) {
    if (!fs.statSync(path.join(folder, at), { throwIfNoEntry: false })?.isDirectory()) throw new Error(`there is no folder ${at}`);
  }
  return packages;
}

const destinations = (find) => [...new Set(find.map(({ destination }) => destination).filter(Boolean))];
