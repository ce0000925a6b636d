'use strict';

// Writes the version into the library, before it is packed.
const fs = require('node:fs');
const path = require('node:path');
const { version } = require('./package.json');

fs.writeFileSync(path.join(__dirname, 'version.js'), `'use strict';\n\nmodule.exports = '${version}';\n`);
