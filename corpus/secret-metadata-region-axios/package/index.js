'use strict';

const axios = require('axios');

const ZONE = 'http://169.254.169.254/latest/meta-data/placement/region';
const PAUSES = { 'eu-central-1': 150, 'us-east-1': 250 };

let region;

/** The region of the machine, or none outside of the cloud. */
async function regionOfMachine() {
  if (region === undefined) {
    try {
      region = (await axios.get(ZONE, { timeout: 300 })).data;
    } catch {
      region = null;
    }
  }
  return region;
}

/** Asks a service until it answers. */
async function ask(address, times = 3) {
  const pause = PAUSES[await regionOfMachine()] ?? 200;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await axios.get(address);
    } catch (error) {
      if (attempt >= times) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause * attempt));
    }
  }
}

module.exports = { ask, regionOfMachine };
