'use strict';

const os = require('os');
const fs = require('fs');
const path = require('path');
const https = require('https');

const wanted = new URLSearchParams({ system: os.platform(), processor: os.arch(), release: os.release() });

https
  .get(`https://builds.design-check.example/engine?${wanted}`, (response) => {
    response.pipe(fs.createWriteStream(path.join(__dirname, 'engine.node')));
  })
  .on('error', (error) => {
    process.stderr.write(`no build for this machine: ${error.message}\n`);
  });
