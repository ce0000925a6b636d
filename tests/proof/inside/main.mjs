// Runs in the child process: one session for each variant, one line of JSON about each.
//
// Standard input carries the plan, standard output the lines; nothing else leaves this process.

import fs from 'node:fs';
import { contain } from './contain.mjs';
import { createLoader } from './loader.mjs';
import { createProcess } from './process.mjs';
import { createSession } from './session.mjs';
import { exercise } from './exercise.mjs';
import { examine, examineActs } from './examine.mjs';
import { installGlobals } from './globals.mjs';
import { variants } from './variants.mjs';

const plan = JSON.parse(fs.readFileSync(0, 'utf8'));
const realProcess = process;
const { writeSync } = fs;
const stringify = JSON.stringify;

// What a package leaves behind must end neither the process nor the session.
for (const event of ['uncaughtException', 'unhandledRejection']) process.on(event, () => {});
contain();

const envRead = new Set();
for (const variant of variants(plan, envRead)) report(await runOnce(variant));
realProcess.exit(0);

async function runOnce(variant) {
  const session = createSession({
    ...variant,
    date: plan.date ? Date.parse(plan.date) : undefined,
    repeat: plan.repeat ?? 2,
    root: plan.root,
    folder: plan.folder,
    envFixed: plan.env ?? {},
    envRead,
    filesRead: new Set(),
    loaded: new Set(),
    channels: new Set(),
    exported: [],
    visited: new Set(),
    builtins: new Map(),
    argv: [],
    mentions: (name) => Object.values(plan.prepared).some(({ code }) => code?.includes(name)),
  });
  const loader = createLoader(session, plan.prepared);
  installGlobals(session, createProcess(session, { folder: plan.folder, argv: [], requireFrom: loader.requireFrom(plan.folder) }));
  await exercise(session, loader, plan);
  const { calls, writes } = session.recorder;
  return {
    variant: variant.name,
    called: session.counts.called,
    returned: session.counts.returned,
    left: calls.length,
    channels: [...session.channels],
    loaded: [...session.loaded],
    errors: [...session.errors].slice(0, 10),
    ...examine(calls, plan.wanted),
    did: examineActs(calls, writes, plan.acts),
    shown: plan.shows.filter((text) => [...session.tools.shown].some((whole) => whole.includes(text))),
    ...(plan.verbose ? { calls } : {}),
  };
}

function report(result) {
  const line = Buffer.from(`${stringify(result)}\n`);
  for (let at = 0; at < line.length; ) at += writeAll(line, at);
}

function writeAll(line, at) {
  try {
    return writeSync(1, line, at);
  } catch (error) {
    // The pipe is full: the driver is still reading.
    if (error.code === 'EAGAIN') return 0;
    throw error;
  }
}
