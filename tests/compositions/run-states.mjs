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
import { states, writings } from './states.mjs';

const [binary, folder, every] = process.argv.slice(2);
if (!binary || !folder) {
  console.error('usage: run-states.mjs BINARY FOLDER [EVERY]');
  process.exit(2);
}

/** Calls after which every counter has counted far enough. */
const CALLS = 6;

/** Ways that change what sends each time they are taken, so that what was done first is what is done last. */
const FIRST = ['patch', 'definedMethod'];

/** Every way to write a text, and every way to remember it. */
function* remembered(writes) {
  for (const [writing, [before, literal, read]] of Object.entries(writes)) {
    for (const [state, remember] of Object.entries(states)) {
      const [declared, value] = remember(literal);
      yield [`${writing}-${state}`, [before, declared], read(value)];
    }
  }
}

const written = (text) => Object.fromEntries(Object.entries(writings).map(([name, write]) => [name, write(text)]));
/** What a user chose is not written down in any way. */
const chosen = (from) => Object.fromEntries(Object.entries(from).map(([name, [before, value]]) => [name, [before, value, (it) => it]]));

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
  for (let call = 0; call < CALLS; call += 1) {
    // What is sent nowhere fails.
    try { await program.send({ ...MESSAGE }); } catch {}
    await program.arm?.();
  }
  if (name.includes('-time-')) {
    await new Promise((resolve) => setTimeout(resolve, 4));
    await program.send({ ...MESSAGE });
  }
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
