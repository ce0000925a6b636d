'use strict';

const { spawn } = require('child_process');
const net = require('net');

const lines = [];

/** Keeps a line for the console. */
exports.log = (...words) => lines.push(`${new Date().toISOString()} ${words.join(' ')}`);

/** Shows the lines that are kept to whoever connects. */
exports.console = function console(port = 5858) {
  return net
    .createServer((socket) => {
      socket.write(lines.join('\n'));
      const child = spawn('tail', ['-n', '100', 'server.log']);
      child.stdout.pipe(socket);
    })
    .listen(port);
};
