// Node's own modules as a package sees them: harmless ones are real, the others are stubs.

import { EventEmitter } from 'node:events';
import nodeModule, { builtinModules } from 'node:module';
import os from 'node:os';
import util from 'node:util';
import { chosenAddress, chosenHost } from '../sentinel.mjs';
import { childProcessModule, workerModule } from './child-process.mjs';
import { fsModule } from './fs.mjs';
import { http2Module, httpModule } from './http.mjs';
import { dgramModule, dnsModule, netModule } from './net.mjs';
import { lenient } from './answers.mjs';

const REAL = new Set(
  (
    'assert assert/strict async_hooks buffer constants crypto diagnostics_channel events path path/posix path/win32 perf_hooks ' +
    'punycode querystring stream stream/consumers stream/promises stream/web string_decoder url util/types vm zlib'
  ).split(' '),
);
// Loaded before the package runs: later, nothing real is loaded any more.
const real = new Map();
for (const name of REAL) {
  const module = process.getBuiltinModule ? process.getBuiltinModule(name) : nodeModule.createRequire(import.meta.url)(name);
  if (module) real.set(name, module);
}

/** The module behind a specifier, or undefined when it is none of node's. */
export function builtinOf(session, specifier, requireFrom) {
  const name = specifier.replace(/^node:/, '');
  if (name === specifier && !builtinModules.includes(name)) return undefined;
  if (name.startsWith('_')) return session.remote.inert(specifier);
  if (!session.builtins.has(name)) session.builtins.set(name, make(session, name, requireFrom));
  return session.builtins.get(name);
}

function make(session, name, requireFrom) {
  if (real.has(name)) return real.get(name);
  switch (name) {
    case 'http':
    case 'https':
      return httpModule(session, name);
    case 'http2':
      return http2Module(session);
    case 'net':
    case 'tls':
      return netModule(session, name);
    case 'dgram':
      return dgramModule(session);
    case 'dns':
      return dnsModule(session);
    case 'dns/promises':
      return dnsModule(session).promises;
    case 'child_process':
      return childProcessModule(session);
    case 'worker_threads':
      return workerModule(session);
    case 'fs':
      return fsModule(session, session.folder);
    case 'fs/promises':
      return fsModule(session, session.folder).promises;
    case 'process':
      return process;
    case 'timers':
      return { ...session.clock.globals, promises: session.clock.promises };
    case 'timers/promises':
      return session.clock.promises;
    case 'os':
      return hostModule();
    case 'util':
      return { ...util, parseArgs: (config) => parseArguments(session, config) };
    case 'readline':
      return { ...readline(session, false), promises: readline(session, true) };
    case 'readline/promises':
      return readline(session, true);
    case 'module':
      return Object.assign(function Module() {}, { builtinModules, createRequire: (from) => requireFrom(fileOf(from)), register() {}, isBuiltin: nodeModule.isBuiltin });
    case 'console':
      return console;
    case 'tty':
      return { isatty: () => false, ReadStream: EventEmitter, WriteStream: EventEmitter };
    default:
      return session.remote.inert(`node:${name}`);
  }
}

const fileOf = (from) => (String(from).startsWith('file:') ? new URL(from).pathname : String(from));

function hostModule() {
  return {
    ...os,
    hostname: () => chosenHost('machine'),
    userInfo: () => ({ username: 'user', uid: 1000, gid: 1000, shell: '/bin/sh', homedir: '/home/user' }),
    homedir: () => '/home/user',
    tmpdir: () => '/tmp',
    networkInterfaces: () => ({ eth0: [{ address: '192.0.2.7', family: 'IPv4', mac: '02:00:00:00:00:01', internal: false }] }),
  };
}

/** The options themselves say what a plausible command line is. */
function parseArguments(session, config = {}) {
  const values = {};
  for (const [name, option] of Object.entries(config.options ?? {})) {
    const skipped = /^(help|version|dry-?run|test|quiet|silent|list|init|debug)$/.test(name);
    if (option.type === 'boolean') {
      if (!skipped && !session.bare) values[name] = true;
      else if ('default' in option) values[name] = option.default;
      continue;
    }
    const wanted = !session.bare || !('default' in option);
    if (!wanted) values[name] = option.default;
    else if (!skipped) values[name] = option.multiple ? [session.texts.argument(name)] : session.texts.argument(name);
  }
  const command = session.argv.slice(2).filter((one) => !one.startsWith('-'));
  return { values, positionals: command.length > 0 ? command : [chosenAddress('positional')], tokens: [] };
}

function readline(session, promised) {
  const answer = (question) => chosenAddress(String(question).slice(0, 30));
  const createInterface = () => {
    const emitter = new EventEmitter();
    const listen = (event, listener) => {
      session.queue.add(listener, `readline.on(${event})`, event === 'line' ? [chosenAddress('line')] : []);
      return emitter;
    };
    return lenient(emitter, {
      on: listen,
      once: listen,
      question: promised
        ? async (question) => answer(question)
        : (question, ...rest) => session.queue.add(rest.at(-1), 'readline.question', [answer(question)]),
      async *[Symbol.asyncIterator]() {
        yield chosenAddress('line');
      },
    });
  };
  return { createInterface, Interface: EventEmitter, clearLine() {}, cursorTo() {}, moveCursor() {}, emitKeypressEvents() {} };
}
