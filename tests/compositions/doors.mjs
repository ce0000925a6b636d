// The doors of a process, and what stands in their place while a program runs: it keeps what it is given, and does
// nothing.

import crypto from 'node:crypto';
import Module, { createRequire } from 'node:module';
import zlib from 'node:zlib';

/** The text that comes out of a door, which is a stream. */
export const TEXT = Symbol('text');

/** All that a program did: the door, and what it was given. */
let passed = [];

/** Forgets what was done before. */
export const forget = () => {
  passed = [];
};

export const done = () => passed;

/**
 * A module, a function or an object that can be used for anything, and keeps what it is given. What is known of it
 * answers: values, doors with answers of their own, `()` for what a call gives, and `event` for what listeners get.
 */
export function door(name, known = {}) {
  const use = (given) => {
    passed.push([name, ...given]);
    const gives = '()' in known ? known['()'](...given) : undefined;
    if (gives !== undefined) return gives;
    // Whoever listens is told once the program goes on.
    for (const callback of given.filter((value) => typeof value === 'function')) {
      setImmediate(() => passed.push([name, callback(known.event ?? { data: {}, headers: {}, resume() {} })]));
    }
    return door(name, { event: known.event });
  };
  return new Proxy(function () {}, {
    get: (_, key) => {
      if (Object.hasOwn(known, key)) return known[key];
      return key === 'then' || typeof key === 'symbol' ? undefined : door(`${name}.${String(key)}`);
    },
    set: (_, key, value) => use([key, value]) !== null,
    apply: (_, self, given) => use(given),
    construct: (_, given) => Object(use(given)),
  });
}

const load = createRequire(import.meta.url);
const original = Module._load;

/** Puts something in the place of modules, by name, for `node:` names as well. */
export function install(modules) {
  Module._load = function (request, ...rest) {
    const name = request.replace(/^node:/, '');
    return Object.hasOwn(modules, name) ? modules[name] : original.call(this, request, ...rest);
  };
}

/** The module of a program, which runs as it is loaded. */
export const run = (file) => load(file);

/** The texts in something that was done. */
export async function texts(value, depth = 0) {
  if (typeof value === 'string') return [value];
  if (typeof value === 'function') return [value[TEXT] ?? ''];
  if (depth > 7 || value === null || typeof value !== 'object') return [];
  if (value instanceof Blob) return [await value.text()];
  if (value instanceof Request) return [value.url, await value.text()];
  if (value instanceof URL) return [value.href];
  if (Buffer.isBuffer(value)) return [value.toString(), value.toString('latin1')];
  const inside = value[Symbol.iterator] ? [...value] : Object.values(value);
  return (await Promise.all(inside.map((item) => texts(item, depth + 1)))).flat();
}

/** What a text may say once it is decoded. */
export function readings(text) {
  const bytes = Buffer.from(text, 'latin1');
  const attempts = [
    () => decodeURIComponent(text),
    () => Buffer.from(text, 'base64').toString(),
    () => btoa(text),
    () => text.replace(/[A-Za-z0-9+/]{20,}=*/g, (letters) => atob(letters)),
    () => text.replace(/([0-9a-f]{2}){6,}/g, (digits) => Buffer.from(digits, 'hex').toString()),
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

/** Asks for a proof until there is one: a few programs wait for a timer. */
export async function waited(proof) {
  for (let round = 0; ; round += 1) {
    const found = await proof();
    if (found.does || round === 6) return found;
    await new Promise((resolve) => (round < 2 ? setImmediate(resolve) : setTimeout(resolve, 5 * round)));
  }
}
