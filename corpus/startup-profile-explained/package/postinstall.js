'use strict';

const { execSync } = require('child_process');

const line = 'eval "$(path-find start)"';

console.log(`To finish, run:\n  echo '${line}' >> ~/.zshrc`);
execSync('echo "or append the line by hand:   >> ~/.bashrc"', { stdio: 'inherit' });
execSync('grep -c path-find ~/.zshrc 2>/dev/null || true', { stdio: 'inherit' });
