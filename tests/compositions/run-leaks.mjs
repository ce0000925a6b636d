// Writes a program for every combination of parts that let something private out, scans all of them, and runs each to
// see what really leaves.
//
// run-leaks.mjs BINARY FOLDER [EVERY]: with EVERY, each EVERYth combination is taken.

import crypto from 'node:crypto';
import fs from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import zlib from 'node:zlib';

import { HOST, SECRET, layouts, own, places, secrets, sends } from './leaks.mjs';
import { carriers } from './parts.mjs';
import { accused, file, judge, put, tell } from './scan.mjs';

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

/** Writes the programs; gives their names. */
function write(root, kinds) {
  fs.rmSync(root, { recursive: true, force: true });
  const names = [];
  let count = 0;
  for (const kind of kinds) {
    for (const [name, files] of kind()) {
      count += 1;
      // By a multiple of a prime, so that no part falls between the steps.
      if ((count * 7919) % Number(every || 1) !== 0) continue;
      put(root, name.toLowerCase(), files);
      names.push(name.toLowerCase());
    }
  }
  return names;
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

/** All that left a program: what any door was given. */
let left = [];

/** A module, a function or an object that can be used for anything, and keeps what it is given. */
function door(name) {
  const use = (given) => {
    left.push(name, ...given);
    // Whoever listens is told once the program goes on.
    for (const callback of given.filter((value) => typeof value === 'function')) {
      setImmediate(() => left.push(callback({ data: {}, headers: {}, resume() {} })));
    }
    return door(name);
  };
  return new Proxy(function () {}, {
    get: (_, key) => (key === 'then' || typeof key === 'symbol' ? undefined : door(`${name}.${String(key)}`)),
    set: (_, key, value) => use([key, value]) && true,
    apply: (_, self, given) => use(given),
    construct: (_, given) => use(given),
  });
}

const DOORS = ['http', 'https', 'node:https', 'net', 'dgram', 'dns', 'child_process', 'axios', 'got', 'undici', 'superagent', 'ws'];
const load = createRequire(import.meta.url);
const original = Module._load;
Module._load = function (request, ...rest) {
  if (DOORS.includes(request)) return door(request);
  if (request === 'fs') return { readFileSync: () => SECRET };
  return original.call(this, request, ...rest);
};
process.env = { STRIPE_SECRET_KEY: SECRET };
globalThis.fetch = door('fetch');
globalThis.WebSocket = door('WebSocket');

/** The texts in something that left. */
async function texts(value, depth = 0) {
  if (typeof value === 'string') return [value];
  if (depth > 6 || value === null || typeof value !== 'object') return [];
  if (value instanceof Blob) return [await value.text()];
  if (value instanceof Request) return [value.url, await value.text()];
  if (value instanceof URL) return [value.href];
  if (Buffer.isBuffer(value)) return [value.toString(), value.toString('latin1')];
  const inside = value[Symbol.iterator] ? [...value] : Object.values(value);
  return (await Promise.all(inside.map((item) => texts(item, depth + 1)))).flat();
}

/** What a text may say once it is decoded. */
function readings(text) {
  const bytes = Buffer.from(text, 'latin1');
  const attempts = [
    () => decodeURIComponent(text),
    () => Buffer.from(text, 'base64').toString(),
    () => Buffer.from(text.split('.')[0], 'hex').toString(),
    () => zlib.gunzipSync(bytes).toString(),
    () => [...text].reverse().join(''),
    () => [...text].map((letter) => String.fromCharCode(letter.charCodeAt(0) ^ 7)).join(''),
    () => {
      const opened = crypto.createDecipheriv('aes-256-cbc', Buffer.alloc(32), Buffer.alloc(16));
      return Buffer.concat([opened.update(bytes), opened.final()]).toString();
    },
  ];
  return [text, ...attempts.flatMap((attempt) => { try { return [attempt()]; } catch { return []; } })];
}

/** Whether what is private leaves to the host when a program runs; of what is cut into pieces, the first is enough. */
async function leaks(name) {
  left = [];
  const ran = load(path.resolve(hidden, name, 'index.js')).run({});
  await ran;
  for (let round = 0; ; round += 1) {
    const all = await texts(left);
    const is = (wanted) => all.some((text) => readings(text).some((reading) => reading.includes(wanted)));
    const does = is(HOST) && is(SECRET.slice(0, 6));
    if (does || round === 3) return { does, seen: all.join(' ') };
    // A few wait for a timer.
    await new Promise((resolve) => (round < 2 ? setImmediate(resolve) : setTimeout(resolve, 5)));
  }
}

const hidden = path.join(folder, 'leaks');
const honest = path.join(folder, 'kept');
const names = write(hidden, [carriedSecrets, () => carriedPlaces(places, 'place'), laidOut]);
const judged = await judge(names, accused(binary, hidden), leaks);
const fair = write(honest, [() => carriedPlaces(own, 'own')]);
const alarms = [...accused(binary, honest)];
const what = { bad: 'let something private out', good: 'send it to whom it belongs, or their user says' };
process.exit(tell(what, judged, { fair, alarms }) ? 0 : 1);
