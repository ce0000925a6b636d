// Writes a program for every way to come by a list or an object, to hold it in a message and to add to it, and for every
// way to call a function and to take what it is called with, which goes into a mail or to a host; scans all of them, and
// runs each.
//
// run-calls.mjs BINARY FOLDER [EVERY]: with EVERY, each EVERYth combination is taken.

import path from 'node:path';

import { FOLLOWED, called, leaks, mails } from './calls.mjs';
import { run } from './doors.mjs';
import { own as owners, places, secrets } from './leaks.mjs';
import { MESSAGE, begin, leaked, mailed } from './leaving.mjs';
import { GIVEN, changed } from './lists.mjs';
import { ADDRESS } from './parts.mjs';
import { accused, file, judge, tell, write } from './scan.mjs';

const [binary, folder, every] = process.argv.slice(2);
if (!binary || !folder) {
  console.error('usage: run-calls.mjs BINARY FOLDER [EVERY]');
  process.exit(2);
}

const MAIL = ["const nodemailer = require('nodemailer');", 'const mail = nodemailer.createTransport(process.env.SMTP_URL);'];
const HTTP = ["const axios = require('axios');"];

function* programs(kind, client, parts) {
  for (const [name, declared, body] of parts) {
    yield [`${kind}-${name}`, { 'index.js': file([...client, ...declared, 'exports.send = async (o) => {', `  ${body}`, '};']) }];
  }
}

async function does(name) {
  begin();
  await run(path.resolve(hidden, name, 'index.js')).send({ ...MESSAGE, ...structuredClone(GIVEN) });
  if (name.includes('-timer-')) await new Promise((resolve) => setTimeout(resolve, 2));
  return name.startsWith('leak-') ? leaked() : mailed(ADDRESS);
}

/** All programs that hand on these values: an address, and where a secret goes. */
function all(address, host) {
  const uses = Object.fromEntries(Object.entries(mails).map(([name, use]) => [name, [address, use]]));
  return [
    () => programs('changed', MAIL, changed(address)),
    () => programs('mail', MAIL, called(uses)),
    () => programs('leak', HTTP, called(leaks(host, secrets.token[1]), FOLLOWED)),
  ];
}

const hidden = path.join(folder, 'calls');
const honest = path.join(folder, 'calls-honest');
const names = write(hidden, all(JSON.stringify(ADDRESS), places.plain[1]), every);
const judged = await judge(names, accused(binary, hidden), does);
const fair = write(honest, all('process.env.ARCHIVE', owners.setting[1]), every);
const alarms = [...accused(binary, honest).keys()];
const what = { bad: 'hand on what their user did not choose', good: 'hand on what their user chose' };
process.exit(tell(what, judged, { fair, alarms }) ? 0 : 1);
