// A `process` of the session: its environment, its arguments, its standard streams.

import { EventEmitter } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { Exit } from './session.mjs';
import { chosenAddress, envAddress, envHost } from './sentinel.mjs';
import { words } from './names.mjs';

const real = process;
/** What every shell sets; never what a user has chosen for a package. */
const ALWAYS = { PATH: '/usr/bin:/bin', HOME: '/home/user', LANG: 'C.UTF-8', SHELL: '/bin/sh', TERM: 'dumb', USER: 'user', TMPDIR: '/tmp' };
/** What a package cannot work without, as a rule. */
const NEEDED = /KEY|TOKEN|SECRET|PASS|USER|HOST|URL|URI|FROM|SENDER|PORT|REGION|CONNECTION|ACCOUNT|CLIENT|TENANT|SERVER|CREDENTIALS|DOMAIN|SMTP|API|MODE|TRANSPORT/i;

export function createProcess(session, { folder, argv, requireFrom }) {
  const emitter = new EventEmitter();
  const made = Object.assign(emitter, {
    argv: ['/usr/bin/node', ...argv],
    argv0: 'node',
    execArgv: [],
    execPath: '/usr/bin/node',
    env: createEnvironment(session),
    version: real.version,
    versions: { ...real.versions },
    release: { ...real.release },
    arch: real.arch,
    platform: 'linux',
    pid: 4242,
    ppid: 4241,
    title: 'node',
    exitCode: undefined,
    features: {},
    config: { variables: {} },
    stdin: input(),
    stdout: output(),
    stderr: output(),
    cwd: () => folder,
    chdir() {},
    exit: () => {
      throw new Exit('process.exit');
    },
    abort: () => {
      throw new Exit('process.abort');
    },
    kill: () => true,
    nextTick: (callback, ...args) => queueMicrotask(() => callback(...args)),
    hrtime: Object.assign(() => [Math.floor(session.clock.now() / 1000), 0], { bigint: () => BigInt(session.clock.now()) * 1_000_000n }),
    uptime: () => 1,
    memoryUsage: Object.assign(() => ({ rss: 1, heapTotal: 1, heapUsed: 1, external: 0, arrayBuffers: 0 }), { rss: () => 1 }),
    cpuUsage: () => ({ user: 1, system: 1 }),
    resourceUsage: () => ({}),
    emitWarning() {},
    umask: () => 0o022,
    getuid: () => 1000,
    geteuid: () => 1000,
    getgid: () => 1000,
    getgroups: () => [1000],
    setUncaughtExceptionCaptureCallback() {},
    binding: () => ({}),
    dlopen() {
      throw new Error('native code is not run');
    },
    getBuiltinModule: (name) => requireFrom(name),
    allowedNodeEnvironmentFlags: new Set(),
  });
  // Handlers for the end and for signals run too: something may be sent there.
  const { on } = emitter;
  const listen = (event, listener) => {
    if (!/^(uncaughtException|unhandledRejection|warning|newListener)/.test(String(event))) {
      session.queue.add(listener, `process.on(${String(event)})`);
    }
    return on.call(emitter, event, listener);
  };
  return Object.assign(made, { on: listen, once: listen, addListener: listen });
}

function createEnvironment(session) {
  const own = new Map(Object.entries({ ...ALWAYS, ...session.envFixed }));
  const valueOf = (name) => {
    if (typeof name !== 'string') return undefined;
    if (own.has(name)) return own.get(name);
    session.envRead.add(name);
    if (!isSet(name)) return undefined;
    return environmentValue(name);
  };
  const isSet = (name) => {
    if (/^(CI|NODE_ENV|DEBUG|VERBOSE|NO_COLOR|FORCE_COLOR|NODE_DEBUG|DRY_RUN)$/.test(name)) return false;
    if (session.env === 'set') return true;
    if (session.env === 'needed') return NEEDED.test(name);
    if (session.env.startsWith('without ')) return session.env !== `without ${name}`;
    return false;
  };
  const assign = (name, value) => {
    // All that asks the environment goes there from now on.
    if (/_proxy$|_base_url$|_endpoint_url$/i.test(String(name))) session.recorder.send('process', ['env', name], { host: String(value) });
    return own.set(name, String(value)) && true;
  };
  return new Proxy({}, {
    get: (_, name) => valueOf(name),
    has: (_, name) => valueOf(name) !== undefined,
    set: (_, name, value) => assign(name, value),
    defineProperty: (_, name, { value }) => assign(name, value),
    deleteProperty: (_, name) => own.delete(name) || true,
    ownKeys: () => [...new Set([...own.keys(), ...PLANTED])],
    getOwnPropertyDescriptor: (_, name) => {
      const value = valueOf(name);
      return value === undefined ? undefined : { value, enumerable: true, configurable: true, writable: true };
    },
  });
}

/** Found by whoever goes through the whole environment. */
const PLANTED = ['NPM_TOKEN', 'GITHUB_TOKEN', 'AWS_SECRET_ACCESS_KEY', 'SMTP_USER'];

function environmentValue(name) {
  const parts = words(name);
  if (parts.includes('port')) return '2525';
  if (/^(timeout|retries|limit|max|count|interval|ms|seconds)$/.test(parts.at(-1))) return '3';
  if (/^(url|uri|endpoint|origin)$/.test(parts.at(-1)) || parts.includes('webhook')) return `https://${envHost(name)}/`;
  if (/^(host|hostname|domain|server)$/.test(parts.at(-1))) return envHost(name);
  if (/^(enabled|secure|tls|ssl|flag)$/.test(parts.at(-1))) return 'true';
  return envAddress(name);
}

function input() {
  const stream = Readable.from([`${chosenAddress('stdin')}\n`]);
  return Object.assign(stream, { isTTY: false, fd: 0, setRawMode: () => stream, ref: () => stream, unref: () => stream });
}

function output() {
  const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
  return Object.assign(stream, { isTTY: false, columns: 80, rows: 24, fd: 1, hasColors: () => false, getColorDepth: () => 1 });
}
