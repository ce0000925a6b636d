// Takes from this process what could reach out, before any code of a package is loaded.
//
// The loader hands out stubs only; this is for code that gets at the real modules some other way.
// Child processes, workers and writing files are denied by node's permission model, see `driver/child.mjs`.

import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import nodeModule, { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

export function contain() {
  const deny = (what) => () => {
    throw new Error(`${what} is denied: the proof runs without traffic`);
  };
  for (const name of ['connect', 'write', '_final']) net.Socket.prototype[name] = deny('a socket');
  net.Server.prototype.listen = deny('a server');
  for (const name of ['send', 'bind', 'connect']) dgram.Socket.prototype[name] = deny('a datagram');
  for (const target of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
    for (const name of Object.getOwnPropertyNames(target)) {
      if (/^(lookup|resolve|reverse)/.test(name)) target[name] = deny('a look-up');
    }
  }
  for (const name of Object.keys(childProcess)) {
    if (typeof childProcess[name] === 'function') childProcess[name] = deny('a process');
  }
  nodeModule._load = deny("node's own loader");
  syncBuiltinESMExports();
}
