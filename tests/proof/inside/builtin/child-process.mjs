// `child_process` and `worker_threads`: nothing is started, the command line is what leaves.

import { EventEmitter } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { answeredAddress } from '../sentinel.mjs';
import { later, lenient } from './answers.mjs';

const OUTPUT = () => `${answeredAddress('command')}\n`;

export function childProcessModule(session) {
  const record = (name, args) => session.recorder.send('node:child_process', [name], ...args.filter((one) => typeof one !== 'function'));

  // Commands succeed and fail: some packages only speak up then.
  const status = session.bare ? 1 : 0;

  function start(name, args) {
    record(name, args);
    const fed = [];
    const child = new EventEmitter();
    const callback = args.find((one) => typeof one === 'function');
    const stdin = new Writable({
      write(chunk, _encoding, done) {
        fed.push(Buffer.from(chunk).toString('latin1'));
        session.recorder.send('node:child_process', [name], ...args.filter((one) => typeof one !== 'function'), { input: fed.join('') });
        done();
      },
    });
    later(() => {
      callback?.(null, OUTPUT(), '');
      child.emit('spawn');
      child.emit('exit', status, null);
      child.emit('close', status, null);
    });
    return lenient(child, {
      pid: 4243,
      stdin,
      stdout: Readable.from([Buffer.from(OUTPUT())]),
      stderr: Readable.from([]),
      exitCode: status,
      kill: () => true,
      send: () => true,
      unref() {},
      ref() {},
    });
  }

  function finish(name, args) {
    record(name, args);
    return Buffer.from(OUTPUT());
  }

  const withPromise = (name) =>
    Object.assign((...args) => start(name, args), {
      [Symbol.for('nodejs.util.promisify.custom')]: async (...args) => {
        record(name, args);
        return { stdout: OUTPUT(), stderr: '' };
      },
    });
  const text = (args, output) => (args.some((one) => one?.encoding && one.encoding !== 'buffer') ? output.toString() : output);
  return {
    exec: withPromise('exec'),
    execFile: withPromise('execFile'),
    spawn: (...args) => start('spawn', args),
    fork: (...args) => start('fork', args),
    execSync: (...args) => text(args, finish('execSync', args)),
    execFileSync: (...args) => text(args, finish('execFileSync', args)),
    spawnSync: (...args) => {
      const stdout = text(args, finish('spawnSync', args));
      return { pid: 4243, status, signal: null, stdout, stderr: text(args, Buffer.alloc(0)), output: [null, stdout, ''] };
    },
    ChildProcess: EventEmitter,
  };
}

export function workerModule(session) {
  class Worker {
    constructor(file, options) {
      session.recorder.send('node:worker_threads', ['Worker'], file, options);
      return lenient(new EventEmitter(), {
        postMessage: (message) => session.recorder.send('node:worker_threads', ['postMessage'], message),
        terminate: async () => 0,
      });
    }
  }
  return {
    Worker,
    isMainThread: true,
    parentPort: null,
    workerData: null,
    threadId: 0,
    MessageChannel,
    MessagePort,
    BroadcastChannel: class {
      postMessage() {}
      close() {}
    },
  };
}
