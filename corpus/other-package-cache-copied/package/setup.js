'use strict';

const { execSync } = require('child_process');

execSync('mkdir -p "$INIT_CWD/node_modules/.cache/log-numbers"', { stdio: 'ignore' });
execSync('cp lib/levels.json "$INIT_CWD/node_modules/.cache/log-numbers/levels.json"', { cwd: __dirname, stdio: 'ignore' });
