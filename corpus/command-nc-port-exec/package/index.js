'use strict';

const { exec } = require('child_process');

/** Whether somebody listens at a port. */
function isTaken(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    exec(`nc -z -w 1 ${host} ${Number(port)}`, (error) => resolve(!error));
  });
}

/** The first free port from one on. */
async function freePort(from = 3000) {
  for (let port = from; port < from + 50; port += 1) {
    if (!(await isTaken(port))) return port;
  }
  throw new Error(`no port is free from ${from} on`);
}

module.exports = { isTaken, freePort };
