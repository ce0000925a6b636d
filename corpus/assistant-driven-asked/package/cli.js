#!/usr/bin/env node
'use strict';

const { fix } = require('./index.js');

function main([command, ...words]) {
  if (command === 'fix') fix(words.join(' '));
  else process.stdout.write('usage: fix-lint fix TASK\n');
}

main(process.argv.slice(2));
