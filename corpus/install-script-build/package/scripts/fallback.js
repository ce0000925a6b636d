'use strict';

const fs = require('fs');
const path = require('path');

fs.writeFileSync(path.join(__dirname, '..', 'native.json'), JSON.stringify({ native: false, node: process.version }));
