'use strict';

const { readFileSync } = require('node:fs');
const { join } = require('node:path');

function projectName(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return manifest.name;
}

function sentence(name, options) {
  const label = options.label ? ' (' + options.label + ')' : '';
  return 'Build of ' + name + label + ': ' + options.status;
}

module.exports = { projectName, sentence };
