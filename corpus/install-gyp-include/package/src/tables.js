'use strict';

const fs = require('fs');
const path = require('path');

const rows = Array.from({ length: 256 }, (_, byte) => (byte * 0x1000193) >>> 0);
fs.writeFileSync(path.join(__dirname, 'tables.h'), `static const unsigned table[] = {${rows.join(',')}};\n`);
