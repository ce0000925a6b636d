// `fs`: the package's own files are real, everything else exists and holds what the user wrote into it.

import realFs from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';
import { chosenAddress } from '../sentinel.mjs';
import { later, lenient } from './answers.mjs';

/** One address a line, and no JSON: the JSON.parse of the session recognises it and answers with a thing. */
const PLANTED = `${chosenAddress('file')}\n${chosenAddress('file-2')}\n`;

/** What stands for the first file that is opened. */
const FIRST_OPENED = 7;

export function fsModule(session, folder) {
  const { recorder } = session;
  const pathOf = (given) => {
    if (typeof given === 'number') return given;
    try {
      return given instanceof URL || String(given).startsWith('file:') ? new URL(given).pathname : String(given);
    } catch {
      return String(given);
    }
  };

  /** The real path of a file that came with the case; null otherwise. */
  function own(given) {
    const path = pathOf(given);
    if (typeof path === 'number') return null;
    const full = path.startsWith('/') ? path : `${folder}/${path}`;
    try {
      return full.startsWith(session.root) && realFs.existsSync(full) ? full : null;
    } catch {
      return null;
    }
  }

  const encoded = (buffer, options) => {
    const encoding = typeof options === 'string' ? options : options?.encoding;
    return encoding && encoding !== 'buffer' ? buffer.toString(encoding) : buffer;
  };
  const read = (given, options) => {
    const path = own(given);
    if (!path) session.filesRead.add(String(pathOf(given)));
    return encoded(path ? realFs.readFileSync(path) : Buffer.from(PLANTED), options);
  };
  const stats = (given) => {
    const path = own(given);
    if (path) return realFs.statSync(path);
    const time = new Date(session.clock.now() - 1000);
    return {
      size: PLANTED.length, mode: 0o644, mtime: time, ctime: time, atime: time, birthtime: time,
      mtimeMs: +time, ctimeMs: +time, atimeMs: +time, birthtimeMs: +time, uid: 1000, gid: 1000,
      isFile: () => true, isDirectory: () => false, isSymbolicLink: () => false, isFIFO: () => false, isSocket: () => false,
    };
  };
  const list = (given, options) => {
    const path = own(given);
    if (path) return realFs.readdirSync(path, options);
    const name = 'user-chosen-file.txt';
    return options?.withFileTypes ? [{ name, path: String(given), parentPath: String(given), ...stats('') }] : [name];
  };
  const write = (name) => (...args) => recorder.writes.push({ name, args: session.freeze(args.filter((one) => typeof one !== 'function')) }) && undefined;

  /** The files that are open, by what stands for each, with what is left of it to read. */
  const opened = new Map();
  const open = (given) => {
    const number = FIRST_OPENED + opened.size;
    opened.set(number, { given });
    return number;
  };
  const readInto = (number, bytes, ...where) => {
    const file = opened.get(Number(number));
    if (!file || !ArrayBuffer.isView(bytes)) return 0;
    file.rest ??= Buffer.from(read(file.given));
    const { offset = 0, length = bytes.byteLength - offset } = typeof where[0] === 'object' && where[0] ? where[0] : { offset: where[0], length: where[1] };
    const piece = file.rest.subarray(0, length);
    file.rest = file.rest.subarray(piece.length);
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).set(piece.subarray(0, bytes.byteLength - offset), offset);
    return piece.length;
  };

  const plain = {
    readFile: (given, options) => read(opened.get(given)?.given ?? given, options),
    stat: stats,
    lstat: stats,
    readdir: list,
    access: () => undefined,
    realpath: (given) => own(given) ?? String(pathOf(given)),
    readlink: (given) => String(given),
    mkdtemp: (prefix) => `${prefix}chosen`,
    open,
    read: readInto,
    close: () => undefined,
    fstat: () => stats(''),
  };
  for (const name of ['writeFile', 'appendFile', 'mkdir', 'rm', 'rmdir', 'unlink', 'rename', 'copyFile', 'cp', 'chmod', 'chown', 'utimes', 'symlink', 'link', 'truncate', 'write', 'fsync']) {
    plain[name] = write(name);
  }

  const module = { constants: realFs.constants, F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1, Stats: realFs.Stats, Dirent: realFs.Dirent };
  const promises = { constants: realFs.constants };
  for (const [name, perform] of Object.entries(plain)) {
    module[`${name}Sync`] = perform;
    promises[name] = async (...args) => perform(...args);
    module[name] = (...args) => {
      const callback = args.at(-1);
      if (typeof callback !== 'function') return;
      let outcome;
      try {
        outcome = [null, perform(...args.slice(0, -1)), ...(name === 'read' ? [args[1]] : [])];
      } catch (error) {
        outcome = [error];
      }
      later(() => callback(...outcome));
    };
  }
  promises.open = async (given) => {
    const target = new Writable({ write: (chunk, _encoding, done) => (write('write')(given, chunk), done()) });
    return lenient(target, {
      readFile: async (options) => read(given, options),
      writeFile: async (...args) => write('writeFile')(given, ...args),
      appendFile: async (...args) => write('appendFile')(given, ...args),
      stat: async () => stats(given),
      close: async () => undefined,
      createReadStream: () => module.createReadStream(given),
      async *readLines() {
        yield* String(read(given, 'utf8')).split('\n');
      },
    });
  };
  module.realpathSync.native = module.realpathSync;
  module.exists = (given, callback) => callback(module.existsSync(given));
  // Files that were never made are missing as long as nothing is configured.
  module.existsSync = (given) => own(given) !== null || session.env !== 'unset';
  module.createReadStream = (given, options) => Readable.from([read(given, options)]);
  module.createWriteStream = (given) => {
    const stream = new Writable({ write: (chunk, _encoding, done) => (write('write')(given, chunk), done()) });
    return Object.assign(stream, { path: String(given) });
  };
  module.watch = (given, ...rest) => {
    const listener = rest.find((one) => typeof one === 'function');
    if (listener) session.queue.add(listener, 'fs.watch', ['change', 'user-chosen-file.txt']);
    return lenient();
  };
  module.watchFile = module.watch;
  module.unwatchFile = () => {};
  module.promises = promises;
  module[promisify.custom] = undefined;
  return module;
}
