'use strict';

const fs = require('fs');
const path = require('path');

/** The version of a package that is installed, or none. */
exports.versionOf = (name) => {
  try {
    return JSON.parse(fs.readFileSync(path.join(process.cwd(), 'node_modules', name, 'package.json'), 'utf8')).version;
  } catch {
    return null;
  }
};

/** Keeps what was found for the next time. */
exports.keep = (versions) => {
  fs.writeFileSync(path.join(process.cwd(), 'node_modules', '.cache', 'ledger.json'), JSON.stringify(versions));
};
