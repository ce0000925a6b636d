'use strict';

const path = require('path');

module.exports = { file: path.join(__dirname, 'glyphs.bin') };
