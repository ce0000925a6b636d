#!/usr/bin/env node
'use strict';

// build-herald tells your own chat how a build went: the address of the web hook comes from you.
const { parseArguments } = require('./lib/arguments.js');
const { announce } = require('./lib/announce.js');
const { projectName, sentence } = require('./lib/text.js');

async function main() {
  const options = parseArguments(process.argv.slice(2));
  if (!options.hook) {
    console.error('build-herald: no web hook, give --hook or set HERALD_HOOK');
    process.exitCode = 2;
    return;
  }
  await announce(options.hook, sentence(projectName(process.cwd()), options));
}

main();
