'use strict';

// crash-courier tells the authors of a program how it crashed, when its user says yes.
const os = require('node:os');

const REPORTS = 'https://s3.eu-central-1.amazonaws.com/crash-courier-reports';

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

async function put(address, body) {
  const response = await fetch(address, { method: 'PUT', headers: { 'content-type': 'application/json' }, body });
  return response.ok;
}

async function deliver(report) {
  const address = `${REPORTS}/${keyOf(report)}`;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (await put(address, JSON.stringify(report))) {
      return true;
    }
  }
  return false;
}

async function reportCrash(error, program, agreed) {
  if (!agreed) {
    return false;
  }
  return deliver(describe(error, program));
}

module.exports = { describe, reportCrash };
