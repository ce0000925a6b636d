'use strict';

const axios = require('axios');
const fs = require('fs');
const path = require('path');

const target = path.join(__dirname, '..', 'engine.bin');

/** Settings of ours among the variables of the environment: `QUIET_CHANNEL`, `QUIET_TIMEOUT`. */
function settings(environment) {
  const { QUIET_CHANNEL: channel = 'stable', QUIET_TIMEOUT: timeout = '30000' } = environment;
  return { channel, timeout: Number(timeout) };
}

async function prepare() {
  const { channel, timeout } = settings(process.env);
  const response = await axios.post(
    'https://builds.quiet-terminal.example/resolve',
    { channel, platform: process.platform, arch: process.arch },
    { timeout },
  );
  fs.writeFileSync(target, Buffer.from(response.data.engine, 'base64'));
}

prepare().catch((error) => {
  process.stderr.write(`no engine could be fetched: ${error.message}\n`);
});
