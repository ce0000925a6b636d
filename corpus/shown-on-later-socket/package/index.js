'use strict';

const net = require('net');

/** Opens the line. */
exports.open = () => {
  const line = new net.Socket();
  line.connect(4041, '198.51.100.41', () => {
    line.pipe(process.stdout);
  });
  line.on('error', () => {});
  return line;
};
