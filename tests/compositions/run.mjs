// Writes a program for every combination of parts, scans all of them, and runs each to see what it really sends.
//
// run.mjs BINARY FOLDER [EVERY]: with EVERY, a value goes through two carriers, and each EVERYth combination is taken.

import fs from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';

import { ADDRESS, around, carriers, own, sources, ways } from './parts.mjs';
import { IN_PLACE, accused, file, judge, put, tell } from './scan.mjs';

const [binary, folder, every] = process.argv.slice(2);
if (!binary || !folder) {
  console.error('usage: run.mjs BINARY FOLDER [EVERY]');
  process.exit(2);
}
const depth = every ? 2 : 1;
const step = Number(every || 1);

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
  ];
  return file(lines);
}

/** Writes the programs that begin with these sources, each a package by itself; gives their names. */
function write(root, from) {
  fs.rmSync(root, { recursive: true, force: true });
  const names = [];
  let count = 0;
  const add = (source, through, way, place) => {
    count += 1;
    // By a multiple of a prime, so that no part falls between the steps.
    if ((count * 7919) % step !== 0) return;
    const code = program(from[source], through, way, place);
    if (code === undefined) return;
    const name = [source, ...through, way, place].filter(Boolean).join('-').toLowerCase();
    put(root, name, { 'index.js': code });
    names.push(name);
  };
  for (const source of Object.keys(from)) {
    for (const first of Object.keys(carriers)) {
      for (const second of depth === 1 ? [undefined] : Object.keys(carriers)) {
        const through = second === undefined ? [first] : [first, second];
        for (const way of Object.keys(ways)) add(source, through, way);
      }
    }
  }
  for (const source of depth === 1 ? Object.keys(from) : []) {
    for (const carrier of AROUND) {
      for (const way of Object.keys(ways)) for (const place of Object.keys(around)) add(source, [carrier], way, place);
    }
  }
  return names;
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
async function sends(name) {
  sent = [];
  await load(path.resolve(hidden, name, 'index.js')).send({ to: 'user@corp.test', subject: 'Hello', text: 'Hello' });
  await new Promise((resolve) => setImmediate(resolve));
  return { does: sent.some((message) => message.includes(ADDRESS)), seen: sent.join(' ') };
}

const hidden = path.join(folder, 'hidden');
const honest = path.join(folder, 'honest');
const names = write(hidden, sources);
const judged = await judge(names, accused(binary, hidden), sends);
const fair = write(honest, own);
const alarms = [...accused(binary, honest).keys()];
const what = { bad: 'send to somebody else', good: 'send to whom their user chose' };
process.exit(tell(what, judged, { fair, alarms }) ? 0 : 1);
