// `net`, `tls`, `dgram` and `dns`: sockets that lead nowhere, and answer as a mail or web server would.

import { EventEmitter } from 'node:events';
import realNet from 'node:net';
import { Duplex } from 'node:stream';
import { answerText, later, lenient } from './answers.mjs';
import { createServer } from './http.mjs';

export function netModule(session, name) {
  const origin = `node:${name}`;
  const connect = (...args) => openSocket(session, origin).connect(...args);
  const Socket = class {
    constructor() {
      return openSocket(session, origin);
    }
  };
  return {
    Socket,
    TLSSocket: Socket,
    Stream: Socket,
    Server: EventEmitter,
    connect,
    createConnection: connect,
    createServer: (...args) => createServer(session, origin, args),
    createSecureContext: () => ({}),
    checkServerIdentity: () => undefined,
    rootCertificates: [],
    isIP: realNet.isIP,
    isIPv4: realNet.isIPv4,
    isIPv6: realNet.isIPv6,
    BlockList: realNet.BlockList,
    setDefaultAutoSelectFamily() {},
  };
}

function openSocket(session, origin) {
  let where = [];
  let said = '';
  let letter = false;
  const stream = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      const text = Buffer.from(chunk).toString('latin1');
      said += text;
      // Each time the conversation so far: its parts tell little alone.
      session.recorder.send(origin, ['connect'], ...where, { conversation: said });
      for (const line of answersTo(text)) stream.push(line);
      done();
    },
  });

  function answersTo(text) {
    if (/^(GET|POST|PUT|HEAD|PATCH|DELETE) /.test(said)) {
      const body = answerText();
      return [`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`];
    }
    if (letter) {
      if (!/\r?\n\.\r?\n$/.test(said)) return [];
      letter = false;
      return ['250 2.0.0 taken\r\n'];
    }
    return text.split(/\r?\n/).filter(Boolean).map((line) => {
      const command = line.toUpperCase();
      if (command.startsWith('EHLO')) return '250-answered.test\r\n250 AUTH PLAIN LOGIN\r\n';
      if (command.startsWith('AUTH LOGIN')) return '334 VXNlcm5hbWU6\r\n';
      if (command.startsWith('AUTH')) return '235 2.7.0 welcome\r\n';
      if (command.startsWith('QUIT')) return '221 2.0.0 bye\r\n';
      if (command.startsWith('STARTTLS')) return '220 2.0.0 go ahead\r\n';
      if (command === 'DATA') {
        letter = true;
        return '354 go ahead\r\n';
      }
      return '250 2.0.0 ok\r\n';
    });
  }

  const socket = lenient(stream, {
    remoteAddress: '192.0.2.1',
    authorized: true,
    encrypted: origin === 'node:tls',
    connect(...args) {
      const callback = args.find((argument) => typeof argument === 'function');
      where = args.filter((argument) => typeof argument !== 'function' && !(argument instanceof Duplex));
      session.recorder.send(origin, ['connect'], ...where);
      later(() => {
        stream.emit('connect');
        stream.emit('secureConnect');
        stream.emit('ready');
        callback?.call(socket);
        stream.push('220 answered.test ESMTP\r\n');
      });
      return socket;
    },
    setTimeout: () => socket,
    setKeepAlive: () => socket,
    setNoDelay: () => socket,
    ref: () => socket,
    unref: () => socket,
    address: () => ({ address: '127.0.0.1', port: 2525 }),
  });
  return socket;
}

export function dgramModule(session) {
  const createSocket = () => {
    const socket = new EventEmitter();
    let connected = [];
    return lenient(socket, {
      send(...args) {
        session.recorder.send('node:dgram', ['send'], ...connected, ...args.filter((one) => typeof one !== 'function'));
        args.find((one) => typeof one === 'function')?.(null, 1);
      },
      connect(...args) {
        connected = args.filter((one) => typeof one !== 'function');
        args.find((one) => typeof one === 'function')?.();
      },
      bind(...args) {
        args.find((one) => typeof one === 'function')?.();
      },
      address: () => ({ address: '127.0.0.1', port: 2525 }),
    });
  };
  return { createSocket, Socket: EventEmitter };
}

export function dnsModule(session) {
  const answers = {
    lookup: (options) => (options?.all ? [{ address: '192.0.2.1', family: 4 }] : { address: '192.0.2.1', family: 4 }),
    resolve4: () => ['192.0.2.1'],
    resolve: () => ['192.0.2.1'],
    resolve6: () => ['2001:db8::1'],
    resolveMx: () => [{ exchange: 'mx.answered.test', priority: 1 }],
    resolveTxt: () => [['answered.test']],
    resolveCname: () => ['cname.answered.test'],
    resolveNs: () => ['ns.answered.test'],
    resolveSrv: () => [{ name: 'srv.answered.test', port: 25, priority: 1, weight: 1 }],
    resolveAny: () => [],
    resolvePtr: () => ['ptr.answered.test'],
    resolveSoa: () => ({ nsname: 'ns.answered.test', hostmaster: 'host.answered.test' }),
    reverse: () => ['answered.test'],
  };
  const promises = {};
  const callbacks = {};
  for (const [name, answer] of Object.entries(answers)) {
    promises[name] = async (asked, options) => {
      session.recorder.send('node:dns', [name], { host: asked });
      return answer(options);
    };
    callbacks[name] = (asked, ...rest) => {
      session.recorder.send('node:dns', [name], { host: asked });
      const result = answer(rest[0]);
      const callback = rest.at(-1);
      later(() => (name === 'lookup' && !Array.isArray(result) ? callback(null, result.address, result.family) : callback(null, result)));
    };
  }
  const Resolver = class {
    constructor() {
      Object.assign(this, callbacks);
    }
    setServers(servers) {
      session.recorder.send('node:dns', ['setServers'], { host: servers });
    }
  };
  const PromiseResolver = class extends Resolver {
    constructor() {
      super();
      Object.assign(this, promises);
    }
  };
  const shared = { setServers: (servers) => session.recorder.send('node:dns', ['setServers'], { host: servers }), getServers: () => [], setDefaultResultOrder() {}, NOTFOUND: 'ENOTFOUND' };
  return { ...callbacks, ...shared, Resolver, promises: { ...promises, ...shared, Resolver: PromiseResolver } };
}
