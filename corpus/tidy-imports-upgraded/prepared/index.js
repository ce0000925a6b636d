'use strict';

// tidy-imports sorts the import lines at the top of a file, and reports what it moved.
const fs = require('node:fs');
const path = require('node:path');

const IMPORT = /^import\s.+from\s+['"](.+)['"];?$/;

function rank(line) {
  const source = IMPORT.exec(line)[1];
  if (source.startsWith('node:')) {
    return 0;
  }
  return source.startsWith('.') ? 2 : 1;
}

function compare(one, other) {
  return rank(one) - rank(other) || one.localeCompare(other);
}

function sortImports(text) {
  const lines = text.split('\n');
  const imports = lines.filter((line) => IMPORT.test(line));
  const rest = lines.filter((line) => !IMPORT.test(line));
  return [...imports.sort(compare), ...rest].join('\n');
}

function tidyFile(file) {
  const before = fs.readFileSync(file, 'utf8');
  const after = sortImports(before);
  if (after !== before) {
    fs.writeFileSync(file, after);
  }
  return after !== before;
}

function tidyFolder(folder) {
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.mjs'));
  return names.filter((name) => tidyFile(path.join(folder, name)));
}

module.exports = { sortImports, tidyFile, tidyFolder };
