'use strict';

const { spawnSync } = require('child_process');

spawnSync('pnpm', ['pack', '--pack-destination', 'packed'], { cwd: __dirname, stdio: 'ignore' });
