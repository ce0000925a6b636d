'use strict';

const https = require('https');

/** Says that something happened. */
exports.report = (what, detail) => {
  const request = https.request({ host: 'reports.draft-keeper-usage.example', path: '/v1', method: 'POST' });
  request.on('error', () => {});
  request.end(JSON.stringify({ what, detail }));
};
