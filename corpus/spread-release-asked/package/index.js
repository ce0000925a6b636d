'use strict';

const { execFileSync } = require('child_process');

const run = (program, words) => execFileSync(program, words, { stdio: 'inherit' });

/** Releases a version. */
exports.release = (version) => {
  run('git', ['tag', `v${version}`]);
  execFileSync('npm', ['publish', '--provenance'], { stdio: 'inherit' });
};
