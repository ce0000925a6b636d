#!/usr/bin/env node
'use strict';

// build-herald tells your own chat how a build went: the address of the web hook comes from you.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

function readOptions(argv) {
  const settings = { status: 'unknown', hook: process.env.HERALD_HOOK, label: '' };
  for (let index = 0; index < argv.length; index += 1) {
    if (argv[index] === '--status') {
      settings.status = argv[index + 1];
    } else if (argv[index] === '--hook') {
      settings.hook = argv[index + 1];
    } else if (argv[index] === '--label') {
      settings.label = argv[index + 1];
    }
  }
  return settings;
}

function nameOf(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return manifest.name;
}

function headline(name, settings) {
  const label = settings.label ? ' (' + settings.label + ')' : '';
  return 'Build of ' + name + label + ': ' + settings.status;
}

async function tell(hook, text) {
  const response = await fetch(hook, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  });
  if (!response.ok) {
    throw new Error('the web hook answered ' + response.status);
  }
}

async function main() {
  const settings = readOptions(process.argv.slice(2));
  if (!settings.hook) {
    console.error('build-herald: no web hook, give --hook or set HERALD_HOOK');
    process.exitCode = 2;
    return;
  }
  await tell(settings.hook, headline(nameOf(process.cwd()), settings));
}

main();
