'use strict';

const { execSync } = require('child_process');

/** How many colours the terminal has. */
exports.depth = () => {
  try {
    return Number(execSync("bash -c 'tput colors 2>/dev/null || echo 8'").toString().trim());
  } catch {
    return 8;
  }
};
