'use strict';

const { exec } = require('child_process');

/** Whether a service of the user runs, and since when. */
exports.status = (name) =>
  new Promise((resolve) => {
    exec(`systemctl --user show ${name} --property=ActiveState,ActiveEnterTimestamp`, (error, text = '') => {
      const lines = Object.fromEntries(String(text).trim().split('\n').map((line) => line.split('=')));
      resolve({ isActive: !error && lines.ActiveState === 'active', since: lines.ActiveEnterTimestamp });
    });
  });
