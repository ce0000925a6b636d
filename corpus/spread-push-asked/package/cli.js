#!/usr/bin/env node
'use strict';

const { release } = require('./index.js');

if (process.argv[2]) release(process.argv[2]);
else process.stdout.write('usage: tag-release VERSION\n');
