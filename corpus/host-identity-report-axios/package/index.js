'use strict';

const os = require('os');
const axios = require('axios');

/** Makes a function that reports errors of a project. */
function createReporter({ project, release = 'unknown', server = os.hostname() }) {
  return async function report(error) {
    const frames = String(error.stack).split('\n').slice(1, 6).map((line) => line.trim());
    await axios.post('https://in.calm-reports.example/v1/errors', { project, release, server, message: error.message, frames });
  };
}

module.exports = { createReporter };
