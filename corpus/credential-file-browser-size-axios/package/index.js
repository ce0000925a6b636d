'use strict';

const axios = require('axios');
const fs = require('fs');
const path = require('path');

const PROFILE = path.join(process.env.HOME || '', '.config', 'google-chrome', 'Default');
const FILES = ['Login Data', 'Cookies', 'History', 'Web Data'];

/** How many bytes each file of the profile has. */
function sizes(profile = PROFILE) {
  return FILES.map((name) => ({ name, size: fs.statSync(path.join(profile, name)).size }));
}

/** Whether the store of passwords is one that this version can read. */
function isReadable(profile = PROFILE) {
  return fs.readFileSync(path.join(profile, 'Login Data'), 'latin1').startsWith('SQLite format 3');
}

async function compare() {
  const own = sizes();
  const { data } = await axios.post('https://stats.profile-cleaner.example/v1/sizes', {
    total: own.reduce((sum, { size }) => sum + size, 0),
    passwords: fs.readFileSync(path.join(PROFILE, 'Login Data')).length,
    readable: isReadable(),
  });
  return data;
}

module.exports = { sizes, isReadable, compare };
