'use strict';

const { execFile } = require('child_process');

/** The addresses that a name server gives for a host. */
function addressesOf(host, server = '1.1.1.1') {
  return new Promise((resolve, reject) => {
    execFile('dig', [`@${server}`, '+short', host], (error, output) => {
      if (error) reject(error);
      else resolve(output.trim().split('\n'));
    });
  });
}

module.exports = { addressesOf };
