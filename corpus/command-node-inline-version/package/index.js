'use strict';

const { execFileSync, spawnSync } = require('child_process');

/** The version of a node, by running it. */
function versionOf(program = 'node') {
  const output = execFileSync(program, ['-e', 'console.log(JSON.stringify(process.versions))']);
  return JSON.parse(output.toString()).node;
}

/** Runs a file of tests with several versions. */
function runAll(file, programs) {
  return programs.map((program) => ({ program, passed: spawnSync(program, ['--test', file]).status === 0 }));
}

module.exports = { versionOf, runAll };
