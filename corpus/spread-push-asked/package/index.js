'use strict';

const { execFileSync } = require('child_process');

/** Tags a version, and pushes the tag. */
exports.release = (version) => {
  execFileSync('git', ['tag', `v${version}`]);
  execFileSync('git', ['push', 'origin', `v${version}`]);
};
