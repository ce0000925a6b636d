'use strict';

const { execFile } = require('child_process');
const fs = require('fs');
const http = require('http');
const path = require('path');

const TYPES = { '.css': 'text/css', '.html': 'text/html', '.js': 'text/javascript', '.svg': 'image/svg+xml' };

function edit(request, response) {
  let body = '';
  request.on('data', (piece) => (body += piece));
  request.on('end', () => execFile('code', ['--goto', path.normalize(body)], () => response.end('ok')));
}

/** Shows the files of a folder at a port. */
exports.preview = function preview(folder, port = 4321) {
  const server = http.createServer((request, response) => {
    const type = TYPES[path.extname(request.url)];
    if (!type) return edit(request, response);
    const file = path.join(folder, path.normalize(request.url));
    response.setHeader('content-type', type);
    return fs.createReadStream(file).on('error', () => response.end('not there')).pipe(response);
  });
  return server.listen(port);
};
