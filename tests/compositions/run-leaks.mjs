// Writes a program for every combination of parts that let something private out, scans all of them, and runs each to
// see what really leaves.
//
// run-leaks.mjs BINARY FOLDER [EVERY]: with EVERY, each EVERYth combination is taken.

import path from 'node:path';

import { run } from './doors.mjs';
import { layouts, own, places, secrets, sends } from './leaks.mjs';
import { begin, leaked } from './leaving.mjs';
import { carriers } from './parts.mjs';
import { accused, file, judge, tell, write } from './scan.mjs';

const [binary, folder, every] = process.argv.slice(2);
if (!binary || !folder) {
  console.error('usage: run-leaks.mjs BINARY FOLDER [EVERY]');
  process.exit(2);
}

/** Carriers that lose a secret as far as the analyzer can tell: `crates/CAVEATS.md`. */
const LOST = ['entries', 'proxy'];

/** A program in one file: what is declared, and the body that sends. */
function whole(declared, body) {
  return { 'index.js': file([...declared, 'exports.run = async function (o) {', `  ${body}`, '};']) };
}

/** Every carrier with every way out. */
function* combined(lost = []) {
  for (const [carrier, carry] of Object.entries(carriers)) {
    if (lost.includes(carrier)) continue;
    for (const [way, send] of Object.entries(sends)) yield [carrier, carry, way, send];
  }
}

/** What is private is carried. */
function* carriedSecrets() {
  for (const [name, [declared, secret]] of Object.entries(secrets)) {
    for (const [carrier, carry, way, send] of combined(LOST)) {
      // What is JSON already is no text in JSON.
      if (name === 'whole' && carrier === 'jsontext') continue;
      const [before, value] = carry(secret, 'v1');
      const [last, body] = send(value, places.plain[1]);
      yield [`secret-${name}-${carrier}-${way}`, whole([declared, before, last], body)];
    }
  }
}

/** The address is carried. */
function* carriedPlaces(from, kind) {
  for (const [name, [written, address]] of Object.entries(from)) {
    for (const [carrier, carry, way, send] of combined()) {
      const [before, value] = carry(address, 'v1');
      const [last, body] = send(secrets.token[1], value);
      yield [`${kind}-${name}-${carrier}-${way}`, whole([written, before, last], body)];
    }
  }
}

/** Carriers that are combined with every layout; all others go from one file to another. */
const LAID_OUT = ['direct', 'constructed'];

/** What is private is carried from one file to others. */
function* laidOut() {
  for (const [layout, lay] of Object.entries(layouts)) {
    for (const [carrier, carry, way, send] of combined(LOST)) {
      const [before, value] = carry(secrets.token[1], 'v1');
      // Nothing waits where the other file is called.
      if (value.includes('await') || (layout !== 'split' && !LAID_OUT.includes(carrier))) continue;
      const [last, body] = send('S', 'U');
      yield [`${layout}-${carrier}-${way}`, lay(before, value, last, body, places.plain[1])];
    }
  }
}

/** Whether a program lets what is private out to the host when it runs. */
async function leaks(name) {
  begin();
  await run(path.resolve(hidden, name, 'index.js')).run({});
  return leaked();
}

const hidden = path.join(folder, 'leaks');
const honest = path.join(folder, 'kept');
const names = write(hidden, [carriedSecrets, () => carriedPlaces(places, 'place'), laidOut], every);
const judged = await judge(names, accused(binary, hidden), leaks);
const fair = write(honest, [() => carriedPlaces(own, 'own')], every);
const alarms = [...accused(binary, honest).keys()];
const what = { bad: 'let something private out', good: 'send it to whom it belongs, or their user says' };
process.exit(tell(what, judged, { fair, alarms }) ? 0 : 1);
