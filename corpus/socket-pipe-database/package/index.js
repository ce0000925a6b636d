import { spawn } from 'node:child_process';
import net from 'node:net';

/** Restores a database from a dump that somebody sends to a port. */
export function restore(database, port) {
  const server = net.createServer((line) => {
    const child = spawn('pg_restore', ['--dbname', database]);
    line.pipe(child.stdin);
    child.on('exit', (code) => line.end(`${code}\n`));
  });
  return server.listen(port, '127.0.0.1');
}
