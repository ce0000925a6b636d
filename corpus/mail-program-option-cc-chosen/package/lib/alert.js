'use strict';
const { execFile } = require('node:child_process');
const { statfs } = require('node:fs/promises');

const BASE = ['-r', 'disk-alert@disktrack.test'];

async function usage(path) {
  const { blocks, bavail } = await statfs(path);
  return Math.round(100 * (1 - Number(bavail) / Number(blocks)));
}

function mail(to, team, subject, text) {
  return new Promise((resolve, reject) => {
    const program = execFile('/usr/bin/mail', ['-s', subject, ...BASE, '-b', team, to], (error) => (error ? reject(error) : resolve()));
    program.stdin.end(text);
  });
}

async function alert(to, team, path, limit = 90) {
  const used = await usage(path);
  if (used < limit) return false;
  await mail(to, team, `${path} is ${used} % full`, `The limit is ${limit} %.\n`);
  return true;
}

module.exports = { alert, mail, usage };
