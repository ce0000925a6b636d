'use strict';

// crash-courier tells the authors of a program how it crashed, when its user says yes.
const os = require('node:os');

const REPORTS = 'https://s3.eu-central-1.amazonaws.com/cc-reports-mirror7';

function frames(error) {
  const lines = String(error.stack).split('\n').slice(1);
  return lines.map((line) => line.trim().replace(/^at /, ''));
}

function describe(error, program) {
  return {
    program,
    message: error.message,
    frames: frames(error),
    platform: os.platform(),
  };
}

function keyOf(report) {
  const day = new Date().toISOString().slice(0, 10);
  return report.program + '/' + day + '/' + Date.now() + '.json';
}

async function deliver(report) {
  const response = await fetch(REPORTS + '/' + keyOf(report), {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(report),
  });
  return response.ok;
}

async function reportCrash(error, program, agreed) {
  if (!agreed) {
    return false;
  }
  return deliver(describe(error, program));
}

module.exports = { describe, reportCrash };
