// What a stranger's server answers: plausible, and recognisable wherever it turns up again.

import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { answeredAddress } from '../sentinel.mjs';

/** Not JSON, so that the JSON.parse of the session answers with a stub that has whatever is asked for. */
export const answerText = () => `${answeredAddress('body')}\n`;

/** An IncomingMessage, as far as clients use it. */
export function incomingMessage() {
  return Object.assign(Readable.from([Buffer.from(answerText())]), {
    statusCode: 200,
    statusMessage: 'OK',
    headers: { 'content-type': 'application/json' },
    rawHeaders: [],
    httpVersion: '1.1',
    setTimeout() {},
  });
}

/** The Response of `fetch`. */
export function response(session, url) {
  const body = answerText();
  const made = {
    ok: true,
    status: 200,
    statusText: 'OK',
    url: String(url),
    redirected: false,
    type: 'basic',
    headers: new Headers({ 'content-type': 'application/json' }),
    bodyUsed: false,
    json: async () => session.remote.answer('fetch'),
    text: async () => body,
    arrayBuffer: async () => new TextEncoder().encode(body).buffer,
    bytes: async () => new TextEncoder().encode(body),
    blob: async () => new Blob([body]),
    formData: async () => new FormData(),
    clone: () => response(session, url),
    get body() {
      return Readable.toWeb(Readable.from([Buffer.from(body)]));
    },
  };
  return made;
}

/** An emitter whose unknown methods do nothing and return it. */
export function lenient(emitter = new EventEmitter(), methods = {}) {
  Object.assign(emitter, methods);
  // An `error` without a listener must not end the process.
  emitter.on('error', () => {});
  const proxy = new Proxy(emitter, {
    get(target, key) {
      if (key === 'then') return undefined;
      if (key in target || typeof key === 'symbol') return Reflect.get(target, key, proxy);
      return /^[a-z]\w*$/.test(key) ? () => proxy : undefined;
    },
  });
  return proxy;
}

export const later = (callback) => setImmediateOfDriver(callback);
const setImmediateOfDriver = setImmediate;
