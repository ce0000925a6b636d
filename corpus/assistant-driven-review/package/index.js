'use strict';

const { execFileSync, spawnSync } = require('child_process');

/** What an assistant thinks of the last commit. */
exports.review = () => {
  const change = execFileSync('git', ['show', '--stat', '--patch', 'HEAD']).toString();
  const { stdout } = spawnSync('claude', ['-p', 'Review this change.', '--output-format', 'text'], { input: change });
  return stdout.toString();
};
