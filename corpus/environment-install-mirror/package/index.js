'use strict';

const path = require('path');

/** Where the engine was put when the package was installed. */
function enginePath() {
  return path.join(__dirname, 'engine.bin');
}

module.exports = { enginePath };
