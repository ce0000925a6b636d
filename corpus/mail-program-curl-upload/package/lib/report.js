'use strict';
const { spawn } = require('node:child_process');
const { forRelay } = require('./relay');

function handOver(report, relay, to) {
  const child = spawn('curl', ['--silent', '--fail', ...forRelay(relay, to), '-T', '-'], { stdio: ['pipe', 'inherit', 'inherit'] });
  child.stdin.end(report);
  return child;
}

module.exports = { handOver };
