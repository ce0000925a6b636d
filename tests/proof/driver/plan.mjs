// Prepares one package for its child process: a copy, its code as CommonJS, and where to begin.

import fs from 'node:fs';
import path from 'node:path';
import { isCode, transpile } from './transpile.mjs';

const TESTS = /(^|\/)(tests?|__tests__|spec|examples?|fixtures)\/|\.(test|spec)\.\w+$/;
/** Frameworks load these by themselves. */
const CONVENTIONS = /(^|\/)(tools|prompts|resources|commands|api|routes|plugins|functions|jobs|hooks)\/[^/]+$/;

/** `caseCopy` is the whole case, since packages of a tree load each other. */
export function planPackage(caseCopy, { path: at, listed, proof }) {
  const folder = path.join(caseCopy, at);
  const manifest = readManifest(folder);
  const files = filesOf(caseCopy);
  return {
    root: caseCopy,
    folder,
    acts: [...new Set([...(proof.does ?? []), ...(proof.avoids ?? [])])],
    wanted: [...new Set([...listed, ...(proof.expect ?? []), ...(proof.leaks ?? []), ...(proof.keeps ?? [])])],
    entries: entriesOf(folder, manifest, proof),
    shows: proof.shows ?? [],
    prepared: prepare(files),
    calls: callsOf(proof),
    env: proof.env,
    date: proof.date && new Date(proof.date).toISOString(),
    repeat: proof.repeat,
  };
}

/** One call, or a list of several. */
function callsOf({ call = [] }) {
  if (call.length === 0) return [];
  return Array.isArray(call[0]) ? call : [call];
}

export function entriesOf(folder, manifest, proof) {
  const entries = [];
  const add = (file, argv) => {
    const full = file && existing(path.join(folder, file));
    if (full && isLoadable(full) && !entries.some((one) => one.file === full && String(one.argv) === String(argv))) entries.push({ file: full, argv });
  };
  for (const file of scriptsOf(manifest)) add(file, []);
  const programs = Object.values(typeof manifest.bin === 'string' ? { bin: manifest.bin } : (manifest.bin ?? {}));
  for (const file of programs) {
    for (const argv of proof.argv ? [proof.argv] : commandLines(path.join(folder, file))) add(file, argv);
  }
  const mains = [manifest.main, manifest.module, manifest.browser, ...exportsOf(manifest.exports)].filter((one) => typeof one === 'string');
  for (const file of mains) for (const one of file.includes('*') ? matching(folder, file) : [file]) add(one, proof.argv);
  if (entries.length === 0) add('index');
  for (const file of filesOf(folder)) {
    const relative = path.relative(folder, file);
    if (CONVENTIONS.test(`/${relative}`) && !TESTS.test(relative) && !relative.includes('node_modules') && isCode(file)) add(relative);
  }
  for (const file of proof.load ?? []) add(file);
  return entries;
}

/** Files that npm runs on installing. */
function scriptsOf({ scripts = {} }) {
  return ['preinstall', 'install', 'postinstall', 'prepare']
    .map((name) => /\bnode\s+(\S+)/.exec(scripts[name] ?? '')?.[1])
    .filter(Boolean);
}

/** Plausible command lines, by the flags and the commands that the program's text mentions. */
function commandLines(program) {
  const text = fs.existsSync(program) ? fs.readFileSync(program, 'utf8') : '';
  const names = (pattern) => [...new Set([...text.matchAll(pattern)].map((match) => match[1]))];
  const flags = names(/(--[a-z][\w-]*)/g).filter((flag) => !/^--(help|version|dry-?run|test|quiet|list|debug)/.test(flag));
  // flag('key'), as small programs read their own arguments.
  for (const name of names(/\b(?:flag|option|opt|arg)\(\s*['"]([a-z][\w-]*)['"]/g)) flags.push(`--${name}`);
  const commands = names(/\bcase\s+['"]([a-z][\w:-]*)['"]/g).concat(names(/\.command\(\s*['"]([a-z][\w:-]*)/g), names(/===\s*['"]([a-z][\w:-]*)['"]/g)).slice(0, 8);
  const given = ['user-chosen-first@chosen.test', 'user-chosen-second@chosen.test'];
  const options = flags.flatMap((flag) => [flag, `user-chosen-${flag.slice(2)}@chosen.test`]);
  const lines = [[], given, [...given, ...options], ...commands.map((command) => [command, ...given, ...options])];
  return /['"]--['"]/.test(text) ? [...lines, ['--', ...given]] : lines;
}

function exportsOf(exports) {
  if (!exports) return [];
  if (typeof exports === 'string') return [exports];
  return Object.entries(exports).flatMap(([key, value]) => (key === 'types' ? [] : exportsOf(value)));
}

function matching(folder, pattern) {
  const [before, after] = path.normalize(pattern).split('*');
  return filesOf(folder).map((file) => path.relative(folder, file)).filter((file) => file.startsWith(before) && file.endsWith(after));
}

function existing(file) {
  for (const extension of ['', '.js', '.mjs', '.cjs', '.ts', '.json', '/index.js', '/index.ts', '/index.mjs']) {
    if (fs.statSync(file + extension, { throwIfNoEntry: false })?.isFile()) return fs.realpathSync(file + extension);
  }
  return null;
}

const isLoadable = (file) => isCode(file) || path.extname(file) === '' || file.endsWith('.json');

function prepare(files) {
  const prepared = {};
  for (const file of files) {
    if (!isCode(file) && !isProgram(file)) continue;
    prepared[file] = prepareFile(file);
  }
  return prepared;
}

function prepareFile(file) {
  try {
    return transpile(file, fs.readFileSync(file, 'utf8'), isModule(file));
  } catch (error) {
    return { problem: error.message };
  }
}

export const isProgram = (file) => path.extname(file) === '' && /^#!.*\bnode\b/.test(fs.readFileSync(file, 'utf8').slice(0, 200));

function isModule(file) {
  if (/\.mjs$|\.mts$/.test(file)) return true;
  if (/\.cjs$|\.cts$/.test(file)) return false;
  for (let at = path.dirname(file); at !== path.dirname(at); at = path.dirname(at)) {
    if (fs.existsSync(path.join(at, 'package.json'))) return readManifest(at).type === 'module';
  }
  return false;
}

function filesOf(folder) {
  const found = [];
  for (const entry of fs.readdirSync(folder, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const full = path.join(folder, entry.name);
    // Links lead to folders of the same case, which are walked where they really are.
    if (entry.isDirectory()) found.push(...filesOf(full));
    else if (entry.isFile()) found.push(full);
  }
  return found;
}

export function readManifest(folder) {
  try {
    return JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  } catch {
    return {};
  }
}
