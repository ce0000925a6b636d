'use strict';

const { createHash } = require('crypto');
const { writeFileSync } = require('fs');
const https = require('https');
const { file } = require('../index.js');

const WANTED = '5f2c1e7d0f4e4b0c8f1a3c9d2b7e6a5540c3b2a190817263544536271809fade';

https
  .get('https://cdn.checked-glyphs.example/glyphs.bin', (response) => {
    const pieces = [];
    response.on('data', (piece) => pieces.push(piece));
    response.on('end', () => {
      const bytes = Buffer.concat(pieces);
      if (createHash('sha256').update(bytes).digest('hex') === WANTED) writeFileSync(file, bytes);
      else process.exitCode = 1;
    });
  })
  .on('error', () => {});
