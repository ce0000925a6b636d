'use strict';

const fs = require('fs');
const path = require('path');

const RULES = '# Rules\n\nUse two spaces. Write a test with each change.\n';

/** Writes the files of a new project. */
exports.start = (folder, name) => {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name, version: '0.0.0' }, null, 2));
  fs.writeFileSync(path.join(folder, 'CLAUDE.md'), RULES);
};
