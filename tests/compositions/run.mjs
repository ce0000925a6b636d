// Writes a program for every combination of parts, scans all of them, and runs each to see what it really sends.
//
// run.mjs BINARY FOLDER [EVERY]: with EVERY, a value goes through two carriers, and each EVERYth combination is taken.

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';

import { ADDRESS, around, carriers, own, sources, ways } from './parts.mjs';

const [binary, folder, every] = process.argv.slice(2);
if (!binary || !folder) {
  console.error('usage: run.mjs BINARY FOLDER [EVERY]');
  process.exit(2);
}
const depth = every ? 2 : 1;
const step = Number(every || 1);

/** Carriers that leave a value in the function in which it is used. */
const IN_PLACE = ['direct', 'identity', 'pick', 'curry', 'tag'];

/** Carriers that are combined with what stands around the body. */
const AROUND = ['direct', 'constructed'];

/** A program, or nothing where an expression that waits would stand in a function that does not. */
function program(source, through, way, place) {
  let [declared, value] = source;
  const before = [declared];
  for (const [index, carrier] of through.entries()) {
    if (value.includes('await') && !IN_PLACE.includes(carrier)) return undefined;
    [declared, value] = carriers[carrier](value, `v${index + 1}`);
    before.push(declared);
  }
  const [last, sending] = ways[way](value);
  const body = place ? around[place](sending) : sending;
  if (value.includes('await') && way === 'prepared') return undefined;
  const lines = [
    "const nodemailer = require('nodemailer');",
    'const mail = nodemailer.createTransport(process.env.SMTP_URL);',
    ...before,
    last,
    'exports.send = async function (o) {',
    `  ${body}`,
    '};',
    '',
  ];
  return lines.filter((line, index) => line !== '' || index === lines.length - 1).join('\n');
}

/** Writes the programs that begin with these sources, each a package by itself; gives their names. */
function write(root, from) {
  fs.rmSync(root, { recursive: true, force: true });
  const names = [];
  let count = 0;
  const put = (source, through, way, place) => {
    count += 1;
    // By a multiple of a prime, so that no part falls between the steps.
    if ((count * 7919) % step !== 0) return;
    const code = program(from[source], through, way, place);
    if (code === undefined) return;
    const name = [source, ...through, way, place].filter(Boolean).join('-').toLowerCase();
    const home = path.join(root, name);
    fs.mkdirSync(home, { recursive: true });
    fs.writeFileSync(path.join(home, 'index.js'), code);
    fs.writeFileSync(path.join(home, 'package.json'), JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    names.push(name);
  };
  for (const source of Object.keys(from)) {
    for (const first of Object.keys(carriers)) {
      for (const second of depth === 1 ? [undefined] : Object.keys(carriers)) {
        const through = second === undefined ? [first] : [first, second];
        for (const way of Object.keys(ways)) put(source, through, way);
      }
    }
  }
  for (const source of depth === 1 ? Object.keys(from) : []) {
    for (const carrier of AROUND) {
      for (const way of Object.keys(ways)) for (const place of Object.keys(around)) put(source, [carrier], way, place);
    }
  }
  return names;
}

/** The packages with a finding at `high` or above. */
function accused(root) {
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

const load = createRequire(import.meta.url);
const original = Module._load;
let sent = [];
// All that a program gets in the place of the library: it keeps what it is given, and sends nothing.
Module._load = function (request, ...rest) {
  if (request !== 'nodemailer') return original.call(this, request, ...rest);
  return {
    createTransport: () => ({
      async sendMail(message) {
        sent.push(JSON.stringify([message, message.bcc]));
        return {};
      },
    }),
  };
};

/** Whether a program sends to the address when it runs. */
async function sends(home) {
  sent = [];
  await load(path.resolve(home, 'index.js')).send({ to: 'user@corp.test', subject: 'Hello', text: 'Hello' });
  await new Promise((resolve) => setImmediate(resolve));
  return sent.some((message) => message.includes(ADDRESS));
}

const hidden = path.join(folder, 'hidden');
const honest = path.join(folder, 'honest');
const names = write(hidden, sources);
const found = accused(hidden);
const missed = [];
const unproved = [];
for (const name of names) {
  let does = false;
  try {
    does = await sends(path.join(hidden, name));
  } catch (error) {
    unproved.push(`${name}: ${error.message}`);
    continue;
  }
  if (!does) unproved.push(`${name}: ${sent.join(' ').slice(0, 100)}`);
  else if (!found.has(name)) missed.push(name);
}
const fair = write(honest, own);
const alarms = [...accused(honest)];

console.log(`${names.length} programs that send to somebody else: ${missed.length} missed, ${unproved.length} that do not do it`);
console.log(`${fair.length} programs that send to whom their user chose: ${alarms.length} alarms`);
for (const [what, list] of [['missed', missed], ['not proved', unproved], ['false alarm', alarms]]) {
  for (const name of list.slice(0, 40)) console.log(`  ${what}: ${name}`);
}
process.exit(missed.length + unproved.length + alarms.length === 0 ? 0 : 1);
