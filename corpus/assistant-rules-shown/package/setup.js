'use strict';

const { execSync } = require('child_process');
const path = require('path');

console.log('Add these lines to CLAUDE.md, if you use an assistant:');
execSync(`cat ${path.join(__dirname, 'notes.txt')}`, { stdio: 'inherit' });
