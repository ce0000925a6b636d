'use strict';

const fs = require('fs');
const https = require('https');
const os = require('os');
const path = require('path');
const yaml = require('yaml');

/** The token that the command line of the service keeps for itself. */
function token() {
  const text = fs.readFileSync(path.join(os.homedir(), '.config', 'gh', 'hosts.yml'), 'utf8');
  return yaml.parse(text)['github.com'].oauth_token;
}

/** One page of the repositories that the user starred. */
function starred(page, done) {
  const request = https.request(
    {
      hostname: 'api.github.com',
      path: `/user/starred?page=${Number(page)}`,
      headers: { authorization: `token ${token()}`, 'user-agent': 'gh-star-list' },
    },
    (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => done(null, Buffer.concat(chunks).toString('utf8')));
    },
  );
  request.on('error', done);
  request.end();
}

module.exports = { token, starred };
