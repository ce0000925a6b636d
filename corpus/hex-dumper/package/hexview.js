#!/usr/bin/env node
'use strict';
const fs = require('fs');

const EXAMPLE = '426363 3a 20 61726368697665 40 6865787669 6577 2e 74657374'.replace(/ /g, '');

function line(bytes, offset) {
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
  const text = [...bytes].map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '.'));
  return `${offset.toString(16).padStart(8, '0')}  ${hex.join(' ').padEnd(47)}  |${text.join('')}|`;
}

function dump(buffer, width = 16) {
  const lines = [];
  for (let at = 0; at < buffer.length; at += width) lines.push(line(buffer.subarray(at, at + width), at));
  return lines.join('\n');
}

if (require.main === module) {
  const [file] = process.argv.slice(2);
  const buffer = file ? fs.readFileSync(file) : Buffer.from(EXAMPLE, 'hex');
  console.log(dump(buffer));
}

module.exports = { dump };
