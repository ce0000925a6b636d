// Writes a program for everything that can be remembered, with every way to let something out, scans all of them, and
// runs each until it does what it did not do at first.
//
// run-states.mjs BINARY FOLDER [EVERY]: with EVERY, each EVERYth combination is taken.

import path from 'node:path';

import { run } from './doors.mjs';
import { own as owners, places, secrets, sends } from './leaks.mjs';
import { MESSAGE, begin, leaked, mailed } from './leaving.mjs';
import { ADDRESS, own, ways } from './parts.mjs';
import { accused, file, judge, tell, write } from './scan.mjs';
import { again, chosen, remembered, written } from './states.mjs';

const [binary, folder, every] = process.argv.slice(2);
if (!binary || !folder) {
  console.error('usage: run-states.mjs BINARY FOLDER [EVERY]');
  process.exit(2);
}

/** Ways that change what sends each time they are taken, so that what was done first is what is done last. */
const FIRST = ['patch', 'definedMethod'];

const program = (declared, body) => ({ 'index.js': file([...declared, 'exports.send = async function (o) {', `  ${body}`, '};']) });

function* mails(writes) {
  const client = ["const nodemailer = require('nodemailer');", 'const mail = nodemailer.createTransport(process.env.SMTP_URL);'];
  for (const [name, declared, value] of remembered(writes)) {
    for (const [way, send] of Object.entries(ways).filter(([way]) => !FIRST.includes(way))) {
      const [last, body] = send(value);
      yield [`mail-${name}-${way}`, program([...client, ...declared, last], body)];
    }
  }
}

function* leaks(writes) {
  for (const [name, declared, value] of remembered(writes)) {
    for (const [way, send] of Object.entries(sends)) {
      const [last, body] = send(secrets.token[1], value);
      yield [`place-${name}-${way}`, program([...declared, last], body)];
    }
  }
}

/** Whether a program does at some time what it did not do at first. */
async function does(name) {
  begin();
  const program = run(path.resolve(hidden, name, 'index.js'));
  await again(name, () => program.send({ ...MESSAGE }), program.arm);
  return name.startsWith('mail-') ? mailed(ADDRESS) : leaked();
}

const hidden = path.join(folder, 'remembered');
const honest = path.join(folder, 'remembered-honest');
const address = places.plain[1].slice(1, -1);
const names = write(hidden, [() => mails(written(ADDRESS)), () => leaks(written(address))], every);
const judged = await judge(names, accused(binary, hidden), does);
const fair = write(honest, [() => mails(chosen(own)), () => leaks(chosen(owners))], every);
const alarms = [...accused(binary, honest).keys()];
const what = { bad: 'send something else later than at first', good: 'send what their user chose' };
process.exit(tell(what, judged, { fair, alarms }) ? 0 : 1);
