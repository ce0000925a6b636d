'use strict';

const { execSync } = require('child_process');

execSync('ls .github/workflows/*.yml > workflows.txt 2>/dev/null || true', { stdio: 'ignore' });
execSync('cp .github/workflows/ci.yml ci-before.yml 2>/dev/null || true', { stdio: 'ignore' });
