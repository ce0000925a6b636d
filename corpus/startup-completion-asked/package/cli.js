#!/usr/bin/env node
'use strict';

const { installCompletions } = require('./index.js');

function main([command]) {
  if (command === 'install-completions') installCompletions();
  else process.stdout.write('usage: memo install-completions\n');
}

main(process.argv.slice(2));
