// `http`, `https`, `http2` and the global clients of the web platform.

import { EventEmitter } from 'node:events';
import realHttp from 'node:http';
import { Writable } from 'node:stream';
import { chosenAddress } from '../sentinel.mjs';
import { incomingMessage, later, lenient, response } from './answers.mjs';

export function httpModule(session, protocol) {
  const origin = `node:${protocol}`;

  function request(...args) {
    const callback = args.find((argument) => typeof argument === 'function');
    const given = args.filter((argument) => typeof argument !== 'function');
    const sent = [];
    const headers = {};
    const stream = new Writable({
      write(chunk, _encoding, done) {
        sent.push(Buffer.from(chunk));
        done();
      },
      final(done) {
        session.recorder.send(origin, ['request'], ...given, { headers, body: Buffer.concat(sent).toString('latin1') });
        later(() => stream.emit('response', incomingMessage()));
        done();
      },
    });
    // A request that nobody ends has named its host already.
    session.recorder.send(origin, ['request'], ...given);
    if (callback) stream.on('response', callback);
    const socket = lenient();
    return lenient(stream, {
      socket,
      connection: socket,
      // Only requests of old clients have another one; `pipeline` asks.
      req: undefined,
      setHeader: (name, value) => void (headers[name] = value),
      getHeader: (name) => headers[name],
      setTimeout: () => stream,
      setNoDelay() {},
      abort() {},
      flushHeaders() {},
    });
  }

  class Agent extends EventEmitter {
    constructor(options = {}) {
      super();
      this.options = options;
    }
    destroy() {}
  }

  return {
    ...constants(),
    Agent,
    globalAgent: new Agent(),
    request,
    get: (...args) => {
      const made = request(...args);
      made.end();
      return made;
    },
    ClientRequest: class {
      constructor(...args) {
        return request(...args);
      }
    },
    IncomingMessage: realHttp.IncomingMessage,
    ServerResponse: realHttp.ServerResponse,
    Server: class {
      constructor(...args) {
        return createServer(session, origin, args);
      }
    },
    createServer: (...args) => createServer(session, origin, args),
  };
}

export function http2Module(session) {
  return {
    constants: {},
    connect(authority, ...rest) {
      session.recorder.send('node:http2', ['connect'], authority, ...rest.filter((one) => typeof one !== 'function'));
      return lenient(new EventEmitter(), {
        request(headers) {
          const sent = [];
          const stream = lenient(
            new Writable({
              write(chunk, _encoding, done) {
                sent.push(Buffer.from(chunk));
                done();
              },
              final(done) {
                session.recorder.send('node:http2', ['request'], authority, headers, { body: Buffer.concat(sent).toString('latin1') });
                later(() => {
                  stream.emit('response', { ':status': 200 });
                  stream.emit('end');
                });
                done();
              },
            }),
          );
          return stream;
        },
      });
    },
    createServer: (...args) => createServer(session, 'node:http2', args),
    createSecureServer: (...args) => createServer(session, 'node:http2', args),
  };
}

/** A server gets one request for each listener; what it answers goes to whoever asked. */
export function createServer(session, origin, args) {
  const server = new EventEmitter();
  const listener = args.find((argument) => typeof argument === 'function');
  if (listener) session.queue.add(listener, `${origin}.createServer`, [session.chosen.thing('request'), session.remote.inert('response')]);
  const listen = (...given) => {
    const callback = given.find((argument) => typeof argument === 'function');
    if (callback) session.queue.add(callback, `${origin}.listen`, []);
    return server;
  };
  Object.assign(server, { listen, close: () => server, address: () => ({ port: 2525, address: '127.0.0.1', family: 'IPv4' }) });
  return lenient(server);
}

/** `fetch`, `XMLHttpRequest` and their like. */
export function webGlobals(session) {
  const { recorder } = session;

  async function fetch(input, init) {
    if (input instanceof Request) recorder.send('global', ['fetch'], input.url, { headers: [...input.headers], body: await input.clone().text() });
    else recorder.send('global', ['fetch'], input, init);
    return response(session, input?.url ?? input);
  }

  class XMLHttpRequest extends EventTarget {
    open(method, url) {
      this.request = { method, url, headers: {} };
    }
    setRequestHeader(name, value) {
      this.request.headers[name] = value;
    }
    getResponseHeader() {
      return 'application/json';
    }
    getAllResponseHeaders() {
      return '';
    }
    abort() {}
    send(body) {
      recorder.send('global', ['XMLHttpRequest', 'send'], this.request?.url, { ...this.request, body });
      Object.assign(this, { readyState: 4, status: 200, responseText: chosenAddress('answer'), response: chosenAddress('answer') });
      later(() => {
        for (const event of ['readystatechange', 'load', 'loadend']) this[`on${event}`]?.call(this, { target: this });
      });
    }
  }

  class WebSocket extends EventTarget {
    static OPEN = 1;
    constructor(url, protocols) {
      super();
      this.url = String(url);
      this.readyState = 1;
      recorder.send('global', ['WebSocket'], url, protocols);
      later(() => {
        this.onopen?.({ target: this });
        this.dispatchEvent(new Event('open'));
        this.onmessage?.({ data: chosenAddress('message') });
      });
    }
    send(data) {
      recorder.send('global', ['WebSocket', 'send'], this.url, data);
    }
    close() {}
  }

  class EventSource extends EventTarget {
    constructor(url, options) {
      super();
      recorder.send('global', ['EventSource'], url, options);
    }
    close() {}
  }

  const sendBeacon = (url, data) => {
    recorder.send('global', ['navigator', 'sendBeacon'], url, data);
    return true;
  };

  return { fetch, XMLHttpRequest, WebSocket, EventSource, sendBeacon };
}

const constants = () => ({
  METHODS: realHttp.METHODS,
  STATUS_CODES: realHttp.STATUS_CODES,
  maxHeaderSize: realHttp.maxHeaderSize,
  validateHeaderName() {},
  validateHeaderValue() {},
});
