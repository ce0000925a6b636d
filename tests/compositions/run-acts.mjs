// Writes a program for every combination of parts that do something to the machine, scans all of them, and runs each to
// see what it really does.
//
// run-acts.mjs BINARY FOLDER [EVERY]: with EVERY, each EVERYth combination is taken.

import fs from 'node:fs';
import Module from 'node:module';
import path from 'node:path';

import { GIVEN, acts, hidings, occasions } from './acts.mjs';
import { done, door, forget, install, readings, run, texts, waited, TEXT } from './doors.mjs';
import { carriers, writings } from './parts.mjs';
import { accused, file, judge, tell, write } from './scan.mjs';
import { again, chosen, open, remembered, written } from './states.mjs';

const [binary, folder, every] = process.argv.slice(2);
if (!binary || !folder) {
  console.error('usage: run-acts.mjs BINARY FOLDER [EVERY]');
  process.exit(2);
}

/** Carriers that every act meets, and ways to write a text that every carrier meets. */
const FEW = ['direct', 'constructed', 'promise', 'listfield'];
const OFTEN = ['plain', 'base64'];

/** What stands in the names of programs that do something else later than at first. */
const LATER = 'later';

const AsyncFunction = (async () => {}).constructor;

/** Whether a carrier hands on a text as it is: one that cuts at a letter does not, where the text has that letter. */
async function keeps(carry, written, text) {
  const [declared, value] = carry(written[1], 'v1');
  try {
    const carried = new AsyncFunction('require', 'exports', `${written[0]}\n${declared}\nreturn ${value};`);
    return (await carried(Module.createRequire(import.meta.url), {})) === text;
  } catch {
    return false;
  }
}

/** The carriers that keep each text: they are tried once. */
const kept = new Map();
for (const { text } of Object.values(acts)) {
  for (const [carrier, carry] of Object.entries(carriers)) {
    if (text && (await keeps(carry, writings.plain(text), text))) kept.set(`${carrier} ${text}`, true);
  }
}

/** A program that does what this body says as soon as it is loaded. */
function program(declared, body, occasion) {
  return { 'index.js': file([...declared, 'async function main() {', `  ${body}`, '}', occasions[occasion]]) };
}

/** What an act does, by every carrier that it meets, and on every occasion. */
function* combined(name, ways, [written, [declared, value]], isWhole, text, lost = []) {
  for (const [carrier, carry] of Object.entries(carriers)) {
    if (lost.includes(carrier) || !(isWhole || FEW.includes(carrier)) || (text && !kept.has(`${carrier} ${text}`))) continue;
    const [before, carried] = carry(value, 'v1');
    for (const [way, act] of Object.entries(ways)) {
      const [last, body] = act(carried);
      for (const occasion of carrier === 'direct' && isWhole ? Object.keys(occasions) : ['called']) {
        const parts = [name, written, carrier, way, ...(occasion === 'called' ? [] : [occasion])];
        yield [parts.join('-'), program([declared, before, last], body, occasion)];
      }
    }
  }
}

/** Everything that the user should hear of. */
function* bad() {
  for (const [name, { rule, text, whole, written, lost, ways }] of Object.entries(acts)) {
    if (!rule) continue;
    for (const [form, write] of Object.entries({ ...writings, ...hidings })) {
      if (!(written ?? Object.keys(writings)).includes(form)) continue;
      yield* combined(name, ways, [form, write(text)], whole && OFTEN.includes(form), text, lost);
    }
  }
}

/** The same with what the user chose or what harms nobody, and what else may be done with the same text. */
function* good() {
  for (const [name, { text, whole, ways, own = {}, fair = {}, written = ['plain', 'base64'] }] of Object.entries(acts)) {
    for (const [form, value] of Object.entries(own)) yield* combined(name, ways, [form, value], whole);
    for (const form of written.slice(0, 2)) yield* combined(`${name}-fair`, fair, [form, writings[form](text ?? '')], true, text);
  }
}

/** A program that does something else later than at first, to which these forms of a text lead. */
function* afterwards(name, ways, forms) {
  for (const [form, declared, value] of remembered(forms)) {
    for (const [way, act] of Object.entries(ways)) {
      const [last, body] = act(value);
      const lines = [...declared, last, 'async function main() {', `  ${body}`, '}', 'main();', 'exports.main = main;'];
      yield [`${name}-${LATER}-${form}-${way}`, { 'index.js': file(lines) }];
    }
  }
}

/** Everything that the user should hear of, where it depends on what was done before. */
function* badLater() {
  for (const [name, { rule, text, ways, written: forms }] of Object.entries(acts)) {
    if (!rule || !text) continue;
    // What may be written out says nothing.
    const hides = ([form]) => !forms || forms.includes('plain') || !open.includes(form);
    yield* afterwards(name, ways, Object.fromEntries(Object.entries(written(text)).filter(hides)));
  }
}

/** The same with what the user chose. */
function* goodLater() {
  for (const [name, { ways, own = {} }] of Object.entries(acts)) yield* afterwards(name, ways, chosen(own));
}

const answer = { code: GIVEN, result: { steps: [{ run: GIVEN }] }, steps: [GIVEN] };

const events = { data: Buffer.from(GIVEN), line: GIVEN, message: Buffer.from(GIVEN), end: undefined, response: undefined };

/** What comes in pieces: a response, a file, a socket. */
const stream = (name) =>
  door(name, {
    [TEXT]: GIVEN,
    statusCode: 200,
    ok: true,
    headers: { get: () => GIVEN },
    on(event, act) {
      if (event in events) setImmediate(() => act(event === 'response' ? stream(name) : events[event]));
      return stream(name);
    },
    setEncoding() {},
    pipe: (to) => {
      to.write(GIVEN);
      return to;
    },
    [Symbol.asyncIterator]: async function* () {
      yield GIVEN;
    },
    text: async () => GIVEN,
    json: async () => answer,
    arrayBuffer: async () => Buffer.from(GIVEN),
  });

/** A door that gives this, when it is called. */
const gives = (name, value, known = {}) => door(name, { ...known, '()': () => value });

/** A door that calls back with this. */
const callsBack = (name, ...values) =>
  door(name, {
    '()': (...given) => {
      const act = given.findLast((value) => typeof value === 'function');
      if (act) setImmediate(() => act(...values));
      return stream(name);
    },
  });

const response = { data: GIVEN };
const client = {
  get: door('axios.get', {
    '()': async (url) => {
      if (url.endsWith('/fail')) throw Object.assign(new Error('403'), { response });
      return response;
    },
  }),
  post: gives('axios.post', Promise.resolve(response)),
};
const requested = (name) => door(name, { '()': (options, act) => {
  setImmediate(() => act(null, {}, options.json ? answer : GIVEN));
  return stream(name);
} });
const lookedUp = ['lookup', 'resolve', 'resolve4', 'resolveTxt'].map((name) => [name, callsBack(`dns.${name}`, null, [])]);
const files = {
  readFileSync: gives('fs.readFileSync', GIVEN),
  readSync: door('fs.readSync', { '()': (_, buffer) => buffer.write(GIVEN) }),
  readFile: callsBack('fs.readFile', null, GIVEN),
  writeFile: callsBack('fs.writeFile', null),
  open: callsBack('fs.open', null, 3),
  existsSync: gives('fs.existsSync', true),
  createReadStream: gives('fs.createReadStream', stream('fs.createReadStream')),
};
const handle = door('fs.handle', { readFile: async () => GIVEN });
const promised = {
  readFile: gives('fs.readFile', Promise.resolve(GIVEN)),
  open: gives('fs.open', Promise.resolve(handle)),
};
const started = door('child_process', {
  exec: callsBack('child_process.exec', null, GIVEN, ''),
  execSync: gives('child_process.execSync', Buffer.from(GIVEN)),
  spawnSync: gives('child_process.spawnSync', { stdout: Buffer.from(GIVEN) }),
});
const piped = (...all) => all.slice(0, -1).reduce((from, to) => from.pipe(to));
const doors = ['vm', 'module', 'execa', 'shelljs', 'cross-spawn', 'fs-extra', 'write-file-atomic', 'superagent'];

install({
  ...Object.fromEntries(doors.map((name) => [name, door(name)])),
  worker_threads: door('Worker'),
  child_process: started,
  fs: door('fs', { ...files, promises: door('fs', promised) }),
  'fs/promises': door('fs', promised),
  net: door('net', { connect: callsBack('net.connect'), createConnection: callsBack('net.connect'), Socket: door('net', { '()': () => stream('net') }) }),
  tls: door('tls', { connect: callsBack('tls.connect') }),
  ws: door('ws', { '()': () => stream('ws') }),
  stream: { pipeline: piped },
  readline: { createInterface: ({ input }) => input },
  https: door('https', { get: callsBack('https.get', stream('https')), request: callsBack('https.request', stream('https')) }),
  axios: door('axios', { ...client, create: gives('axios.create', client), '()': async () => ({ data: answer }) }),
  got: gives('got', Object.assign(Promise.resolve({ body: GIVEN }), { text: async () => GIVEN })),
  'node-fetch': gives('node-fetch', Promise.resolve(stream('node-fetch'))),
  request: door('request', { '()': requested('request'), get: requested('request') }),
  undici: door('undici', { request: gives('undici', Promise.resolve({ body: stream('undici') })) }),
  superagent: door('superagent', { get: gives('superagent', Promise.resolve({ text: GIVEN })) }),
  dns: door('dns', { ...Object.fromEntries(lookedUp) }),
  'dns/promises': door('dns'),
});

/** A page with one field. */
const field = door('element', {
  value: GIVEN,
  addEventListener: (_, act) => act({ target: field, key: GIVEN }),
});
const storage = { k: GIVEN, getItem: () => 'dark' };
const page = {
  document: door('document', {
    cookie: GIVEN,
    title: 'Page',
    documentElement: { outerHTML: GIVEN },
    querySelector: () => field,
    querySelectorAll: () => [field],
    forms: [field],
    addEventListener: field.addEventListener,
  }),
  navigator: door('navigator', { clipboard: { readText: async () => GIVEN } }),
  location: door('location'),
  localStorage: storage,
  sessionStorage: storage,
  Image: door('Image'),
  XMLHttpRequest: door('XMLHttpRequest'),
  WebSocket: door('WebSocket', { event: { data: GIVEN } }),
  FormData: class extends FormData {
    constructor(form) {
      super();
      if (form) this.append('k', form.value);
    }
  },
};
const { setTimeout: wait } = globalThis;
const later = door('setTimeout', { '()': (act, ...rest) => (typeof act === 'function' ? wait(act, ...rest) : undefined) });
const made = door('Function');
const replaced = {
  ...page,
  window: door('window', page),
  fetch: gives('fetch', Promise.resolve(stream('fetch'))),
  setTimeout: later,
  eval: door('eval'),
  Function: made,
};
for (const [name, value] of Object.entries(replaced)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
for (const kind of [() => {}, async () => {}]) Object.defineProperty(Object.getPrototypeOf(kind), 'constructor', { value: made, configurable: true });
process.env = { STRIPE_SECRET_KEY: GIVEN, HOME: '/home/user' };
process.chdir = () => {};

// Only what stands in a file is compiled.
const compile = Module.prototype._compile;
const compiled = door('module._compile');
Module.prototype._compile = function (code, name, ...rest) {
  const isFile = path.isAbsolute(name) && fs.readFileSync(name, 'utf8') === code;
  return isFile ? compile.call(this, code, name, ...rest) : compiled(code, name);
};

let failed = '';
for (const event of ['unhandledRejection', 'uncaughtException']) process.on(event, (error) => { failed += ` ${error?.stack ?? error}`; });

/** Whether a program does it. */
async function does(name) {
  forget();
  failed = '';
  const program = await run(path.resolve(hidden, name, 'index.js'));
  if (name.split('-')[1] === LATER) await again(name, program.main, program.arm);
  const { proof } = acts[Object.keys(acts).find((act) => act.toLowerCase() === name.split('-')[0])];
  return waited(async () => {
    const all = await Promise.all(done().map(async ([door, ...given]) => [door, (await texts(given)).flatMap(readings)]));
    const is = (doors, wanted) => all.some(([door, said]) => doors.test(door) && said.some((text) => text.includes(wanted)));
    return { does: proof(is), seen: failed || JSON.stringify(all.map(([door, said]) => [door, said[0]])) };
  });
}

const hidden = path.join(folder, 'acts');
const honest = path.join(folder, 'allowed');
const names = write(hidden, [bad, badLater], every);
const found = accused(binary, hidden, 'medium');
const says = (name) => found.get(name)?.has(acts[Object.keys(acts).find((act) => act.toLowerCase() === name.split('-')[0])].rule);
const judged = await judge(names, { has: says }, does);
const fair = write(honest, [good, goodLater], every);
const alarms = [...accused(binary, honest).keys()];
const what = { bad: 'do something to the machine', good: 'do what their user chose, or harm nobody' };
process.exit(tell(what, judged, { fair, alarms }) ? 0 : 1);
