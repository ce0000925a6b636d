// Writes programs that carry a value by many steps after each other, chosen at random, scans all of them, and runs each
// to see what it really sends.
//
// run-random.mjs BINARY FOLDER [COUNT [SEED]]

import fs from 'node:fs';
import path from 'node:path';

import { run } from './doors.mjs';
import { own as owners, places, secrets, sends } from './leaks.mjs';
import { MESSAGE, begin, leaked, mailed } from './leaving.mjs';
import { ADDRESS, around, carriers, holders, own, sources, ways } from './parts.mjs';
import { accused, file, judge, put, tell } from './scan.mjs';

const [binary, folder, count = 5000, seed = 1] = process.argv.slice(2);
if (!binary || !folder) {
  console.error('usage: run-random.mjs BINARY FOLDER [COUNT [SEED]]');
  process.exit(2);
}

/** Numbers below a bound; the same seed gives the same. */
function numbers(state) {
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % bound;
  };
}

/** Steps that lose what is private as far as the analyzer can tell: `crates/CAVEATS.md`. */
const LOST = ['entries', 'proxy'];
const MOST_STEPS = 4;

const waits = (value) => value.includes('await');
const pick = (random, list) => list[random(list.length)];

/** Carries a value by some steps: the files that came to be, what is declared, its expression, and the steps' names. */
function carried(random, declared, value, without) {
  const files = {};
  const steps = [];
  let before = [declared];
  for (let left = 1 + random(MOST_STEPS), n = 1; left > 0; left -= 1, n += 1) {
    const name = `v${n}`;
    const carrier = pick(random, Object.keys(carriers).filter((one) => !without.includes(one)));
    const holder = pick(random, Object.keys(holders));
    const { takes, makes } = holders[holder];
    if (takes) {
      // What is declared stands in a function that is given the value.
      const [inner, result] = carriers[carrier]('x', name);
      if (waits(result) || waits(inner)) { left += 1; continue; }
      const [outer, expression] = takes(inner, result, value, `w${n}`);
      if (waits(value) && outer.includes(value)) { left += 1; continue; }
      before.push(outer);
      value = expression;
    } else {
      if (waits(value)) { left += 1; continue; }
      const [inner, result] = carriers[carrier](value, name);
      if (waits(result) && holder !== 'plain') { left += 1; continue; }
      const [outer, expression, other] = makes(inner, result, `w${n}`);
      if (other) {
        files[`${name}.js`] = file([...before, other]);
        before = [];
      }
      before.push(outer);
      value = expression;
    }
    steps.push(holder === 'plain' ? carrier : `${holder}.${carrier}`);
  }
  return { files, before, value, steps };
}

/** A program that sends a mail. */
function mail(random, from) {
  const source = pick(random, Object.keys(from));
  const way = pick(random, Object.keys(ways));
  const place = random(3) === 0 ? pick(random, Object.keys(around)) : undefined;
  const { files, before, value, steps } = carried(random, ...from[source], []);
  if (waits(value) && way === 'prepared') return mail(random, from);
  const [last, sending] = ways[way](value);
  const lines = [
    "const nodemailer = require('nodemailer');",
    'const mail = nodemailer.createTransport(process.env.SMTP_URL);',
    ...before,
    last,
    'exports.send = async function (o) {',
    `  ${place ? around[place](sending) : sending}`,
    '};',
  ];
  return [['mail', source, ...steps, way, place].filter(Boolean).join('-'), { ...files, 'index.js': file(lines) }];
}

/** A program that lets something private out; either this or the address is carried. */
function leak(random, to) {
  const secret = pick(random, Object.keys(secrets));
  const place = pick(random, Object.keys(to));
  const way = pick(random, Object.keys(sends));
  const isSecret = to === places && random(2) === 0;
  const [declared, start] = isSecret ? secrets[secret] : to[place];
  const { files, before, value, steps } = carried(random, declared, start, isSecret ? LOST : []);
  if (isSecret && secret === 'whole' && steps.some((step) => step.endsWith('jsontext'))) return leak(random, to);
  const [last, body] = isSecret ? sends[way](value, places.plain[1]) : sends[way](secrets.token[1], value);
  const lines = [...before, last, 'exports.send = async function (o) {', `  ${body}`, '};'];
  const name = [isSecret ? `leak-${secret}` : `place-${place}`, ...steps, way].join('-');
  return [name, { ...files, 'index.js': file(lines) }];
}

/** Writes that many programs; gives their names. */
function write(root, kinds) {
  fs.rmSync(root, { recursive: true, force: true });
  const names = [];
  for (let n = 0; n < Number(count); n += 1) {
    const random = numbers(Number(seed) * 1_000_003 + n);
    const [name, files] = kinds[n % kinds.length](random);
    const whole = `${n}-${name}`.toLowerCase();
    put(root, whole, files);
    names.push(whole);
  }
  return names;
}

/** Whether a program sends to the address, or lets what is private out to the host. */
async function does(name) {
  begin();
  await run(path.resolve(hidden, name, 'index.js')).send({ ...MESSAGE });
  return name.includes('-mail-') ? mailed(ADDRESS) : leaked();
}

const hidden = path.join(folder, 'random-hidden');
const honest = path.join(folder, 'random-honest');
const names = write(hidden, [(random) => mail(random, sources), (random) => leak(random, places)]);
const judged = await judge(names, accused(binary, hidden), does);
const fair = write(honest, [(random) => mail(random, own), (random) => leak(random, owners)]);
const alarms = [...accused(binary, honest).keys()];
const what = { bad: 'send what their user did not choose', good: 'send what their user chose' };
process.exit(tell(what, judged, { fair, alarms }) ? 0 : 1);
