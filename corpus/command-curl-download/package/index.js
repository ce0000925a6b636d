'use strict';

const { execFileSync } = require('child_process');
const path = require('path');
const { version } = require('./package.json');

/** Fetches a tool, and gives the path of its file. */
function fetchTool(name, folder = '.tools') {
  const file = path.join(folder, name);
  const address = `https://tools.fetched-build.example/${version}/${process.platform}/${name}`;
  execFileSync('curl', ['-fsSL', '--create-dirs', '-o', file, address], { stdio: 'inherit' });
  return file;
}

module.exports = { fetchTool };
