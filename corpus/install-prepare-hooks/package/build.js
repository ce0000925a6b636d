'use strict';

const fs = require('fs');

fs.mkdirSync('dist', { recursive: true });
fs.writeFileSync('dist/rules.json', JSON.stringify(require('./index.js').rules));
