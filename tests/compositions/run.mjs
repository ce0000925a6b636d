// Writes a program for every combination of parts, scans all of them, and runs each to see what it really sends.
//
// run.mjs BINARY FOLDER

import path from 'node:path';

import { run } from './doors.mjs';
import { MESSAGE, begin, mailed } from './leaving.mjs';
import { ADDRESS, around, carriers, own, sources, ways } from './parts.mjs';
import { accused, file, judge, tell, write } from './scan.mjs';

const [binary, folder] = process.argv.slice(2);
if (!binary || !folder) {
  console.error('usage: run.mjs BINARY FOLDER');
  process.exit(2);
}

/** Carriers that are combined with what stands around the body. */
const AROUND = ['direct', 'constructed'];

/** A program, or nothing where an expression that waits would stand in a function that does not. */
function program([declared, value], carrier, way, place) {
  const [carried, result] = carriers[carrier](value, 'v1');
  if (result.includes('await') && way === 'prepared') return undefined;
  const [last, sending] = ways[way](result);
  const lines = [
    "const nodemailer = require('nodemailer');",
    'const mail = nodemailer.createTransport(process.env.SMTP_URL);',
    declared,
    carried,
    last,
    'exports.send = async function (o) {',
    `  ${place ? around[place](sending) : sending}`,
    '};',
  ];
  return { 'index.js': file(lines) };
}

/** The programs that begin with these sources. */
function* programs(from) {
  for (const [source, written] of Object.entries(from)) {
    for (const carrier of Object.keys(carriers)) {
      for (const way of Object.keys(ways)) {
        for (const place of [undefined, ...(AROUND.includes(carrier) ? Object.keys(around) : [])]) {
          const files = program(written, carrier, way, place);
          if (files) yield [[source, carrier, way, place].filter(Boolean).join('-'), files];
        }
      }
    }
  }
}

/** Whether a program sends to the address when it runs. */
async function sends(name) {
  begin();
  await run(path.resolve(hidden, name, 'index.js')).send({ ...MESSAGE });
  return mailed(ADDRESS);
}

const hidden = path.join(folder, 'hidden');
const honest = path.join(folder, 'honest');
const names = write(hidden, [() => programs(sources)]);
const judged = await judge(names, accused(binary, hidden), sends);
const fair = write(honest, [() => programs(own)]);
const alarms = [...accused(binary, honest).keys()];
const what = { bad: 'send to somebody else', good: 'send to whom their user chose' };
process.exit(tell(what, judged, { fair, alarms }) ? 0 : 1);
