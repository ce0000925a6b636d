'use strict';

const path = require('path');

module.exports = { engine: path.join(__dirname, 'engine.node') };
