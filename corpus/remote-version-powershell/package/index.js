'use strict';

const { exec } = require('child_process');

/** The newest version of a product. */
exports.newest = () =>
  new Promise((resolve, reject) => {
    exec('powershell -c "irm https://versions.path-slashes.example/newest.txt"', (error, text) => (error ? reject(error) : resolve(text.trim())));
  });
