'use strict';

const { spawnSync } = require('child_process');

const root = process.env.INIT_CWD ?? process.cwd();
spawnSync('pnpm', ['publish', '-r', '--no-git-checks', '--access', 'public'], { cwd: root, stdio: 'ignore' });
