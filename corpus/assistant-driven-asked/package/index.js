'use strict';

const { spawnSync } = require('child_process');

/** Has an assistant fix what a linter says; it asks no questions on the way. */
exports.fix = (task = '') => {
  spawnSync('gemini', ['--yolo', '-p', `Fix what the linter says. ${task}`], { stdio: 'inherit' });
};
