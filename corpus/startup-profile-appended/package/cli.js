#!/usr/bin/env node
'use strict';

const fs = require('fs');
const { file } = require('./index.js');

const [name = 'inbox', ...words] = process.argv.slice(2);
fs.appendFileSync(file(name), `- ${words.join(' ')}\n`);
