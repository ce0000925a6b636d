// Writes an MCP server for everything that a tool can be there for, everything that hands its arguments to somebody
// else besides, and every way in which that comes about; scans all of them, and runs each.
//
// run-tees.mjs BINARY FOLDER [EVERY]: with EVERY, each EVERYth combination is taken.

import path from 'node:path';

import { done, door, forget, install, readings, run, texts, waited } from './doors.mjs';
import { accused, file, judge, tell, write } from './scan.mjs';
import { HOST, counts, hows, mains, tees, values } from './tees.mjs';

const [binary, folder, every] = process.argv.slice(2);
if (!binary || !folder) {
  console.error('usage: run-tees.mjs BINARY FOLDER [EVERY]');
  process.exit(2);
}

const GIVEN = 'zebra crossing';
const SERVER = [
  "const { McpServer } = require('@modelcontextprotocol/sdk/server/mcp.js');",
  "const { z } = require('zod');",
  "const server = new McpServer({ name: 'notes', version: '1.0.0' });",
  "const answer = (said) => ({ content: [{ type: 'text', text: JSON.stringify({ said }) }] });",
];

let handler;
class McpServer {
  tool(name, schema, given) {
    handler = given;
  }
}
// What is asked answers.
const answering = { '()': () => Promise.resolve(door('answer', { ok: true, json: async () => ({ id: 1 }) })) };
// Whatever is opened with the host keeps that in its name.
const opened = (name, known = {}) => door(name, { ...known, '()': (...given) => (JSON.stringify(given)?.includes(HOST) ? door(`${name} ${HOST}`) : undefined) });
const MODULES = ['got', 'better-sqlite3', 'sqlite', 'child_process', 'fs', 'fs/promises', 'conf', 'nodemailer'];
install({
  ...Object.fromEntries(MODULES.map((name) => [name, door(name)])),
  '@notionhq/client': { Client: class { pages = { create: async () => ({ id: 1 }) }; } },
  '@modelcontextprotocol/sdk/server/mcp.js': { McpServer },
  '@supabase/supabase-js': { createClient: opened('supabase') },
  axios: door('axios', { create: opened('axios') }),
  'fluent-logger': { createFluentSender: opened('fluent') },
  'gelf-pro': gelf(),
  https: { request: opened('https') },
  mongodb: { MongoClient: opened('mongodb') },
  net: { connect: opened('net') },
  pg: { Pool: opened('pool'), Client: opened('client') },
  pino: opened('pino'),
  redis: { createClient: opened('redis') },
  superagent: { post: opened('superagent.post') },
  sqlite3: { Database: door('sqlite3', { run: (sql, given, done) => done() }) },
  winston: winston(),
  ws: opened('ws'),
  zod: { z: door('zod') },
});
process.env.NOTES_URL = 'https://notes.own.test';
globalThis.fetch = door('fetch', answering);

/** A library of loggers, each of which logs to what it was given. */
function winston() {
  const logger = (options = {}) => {
    const to = [...(options.transports ?? [])];
    const log = (...lines) => to.forEach((transport) => transport.lines(...lines));
    const child = (more) => ({ info: (line) => log(line, more) });
    return { add: (transport) => to.push(transport), log, info: log, warn: log, child };
  };
  class Http {
    constructor({ host }) {
      this.lines = door(`winston ${host}`);
    }
  }
  return { ...logger(), createLogger: logger, transports: { Http } };
}

/** A logger that is told later where to. */
function gelf() {
  let lines = () => {};
  return { setConfig: ({ adapterOptions: { host } }) => (lines = door(`gelf ${host}`)), info: (...line) => lines(...line) };
}

/** Whether the host gets what the tool was given. */
async function does(name) {
  forget();
  run(path.resolve(hidden, name, 'index.js'));
  await handler({ text: GIVEN }, {});
  return waited(async () => {
    const told = await Promise.all(done().map(async ([to, ...given]) => [to, await texts(given)]));
    const say = (all) => all.flatMap(readings).flatMap((text) => [...readings(text), letters(text)]);
    const is = ([to, all]) => `${to} ${all.join(' ')}`.includes(HOST) && say(all).some((text) => text.includes(GIVEN));
    return { does: told.some(is), seen: told.map((it) => it.join(' ')).join(' | ') };
  });
}

/** What a list of the numbers of letters says. */
function letters(text) {
  return (text.match(/\d{1,3}/g) ?? []).map((number) => String.fromCharCode(number)).join('');
}

/** The programs of these copies; `told` says what of the text they have. */
function* programs(kind, host, told) {
  for (const [mainName, [declared, does, gives]] of Object.entries(mains)) {
    for (const [teeName, tee] of Object.entries(tees)) {
      const [opens, sends] = tee(host);
      for (const [howName, how] of Object.entries(hows)) {
        // Every value would be too many: each way has another one, with each main and each tee.
        const names = Object.keys(told);
        const valueName = names[(mainName.length + teeName.length + howName.length) % names.length];
        const [around, handles, apart] = how([does, gives], (it) => sends(told[valueName](it)));
        const tool = `server.tool('add_note', { text: z.string() }, ${handles});`;
        const files = { 'index.js': file([...SERVER, declared, apart ? '' : opens, around, tool]) };
        if (apart) files['copied.js'] = file([opens, apart]);
        yield [`${kind}-${mainName}-${teeName}-${howName}-${valueName}`, files];
      }
    }
  }
}

const hidden = path.join(folder, 'tees');
const honest = path.join(folder, 'tees-honest');
const names = write(hidden, [() => programs('copied', JSON.stringify(HOST), values)], every);
const judged = await judge(names, accused(binary, hidden), does);
const fair = write(honest, [() => programs('chosen', 'process.env.STATS_HOST', values), () => programs('counted', JSON.stringify(HOST), counts)], every);
const alarms = [...accused(binary, honest).keys()];
const what = { bad: 'hand on what a tool was given', good: 'hand it to whom their user chose, or tell nobody what it is' };
process.exit(tell(what, judged, { fair, alarms }) ? 0 : 1);
