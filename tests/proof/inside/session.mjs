// One run of a package under one variant: its stubs, its clock, what it calls and what leaves.

import { createChosen, thingOf } from './chosen.mjs';
import { createClock } from './clock.mjs';
import { freeze } from './freeze.mjs';
import { parametersOf } from './functions.mjs';
import { isLetter, isMangled, kindOf } from './names.mjs';
import { createRecorder } from './recorder.mjs';
import { createSchemas } from './schema.mjs';
import { chosenAddress, chosenLetter, chosenUrl } from './sentinel.mjs';
import { createRemote } from './stub.mjs';
import { createTools } from './tools.mjs';

const MOST_TURNS = 600;
const IDLE_TURNS = 3;
const MOST_QUEUED = 300;

/** `process.exit` unwinds with this. */
export class Exit extends Error {}

export function createSession(variant) {
  const session = {
    ...variant,
    recorder: createRecorder(),
    clock: createClock(variant.date),
    counts: { called: 0, returned: 0 },
    errors: new Map(),
    freeze,
    isThing: (value) => thingOf(value) !== null,
    call,
    settle,
    drain,
    argumentsFor,
    roundsFor,
    noteError,
  };
  session.chosen = createChosen(session);
  session.remote = createRemote(session);
  session.schemas = createSchemas(session);
  session.tools = createTools(session);
  session.texts = { argument: argumentText(session) };
  session.queue = createQueue(session);
  return session;

  /** Calls and waits; what it throws is noted, not thrown. */
  async function call(where, callee) {
    session.counts.called += 1;
    try {
      const result = await settle(callee());
      session.counts.returned += 1;
      return result;
    } catch (error) {
      noteError(where, error);
      return undefined;
    }
  }

  /** Waits for a value while time passes; gives up once nothing happens any more. */
  async function settle(value) {
    if (!value || typeof value.then !== 'function') return value;
    let state = null;
    Promise.resolve(value).then(
      (result) => (state = { result }),
      (error) => (state = { error }),
    );
    for (let turns = 0, idle = 0; turns < MOST_TURNS && idle < IDLE_TURNS && !state; turns += 1) {
      idle = (await turn()) ? 0 : idle + 1;
    }
    if (state && 'error' in state) throw state.error;
    return state?.result;
  }

  /** Runs what was queued, and what that queues, until nothing is left. */
  async function drain() {
    for (let turns = 0, idle = 0; turns < MOST_TURNS && idle < IDLE_TURNS; turns += 1) {
      const ran = await session.queue.run();
      idle = (await turn()) || ran ? 0 : idle + 1;
    }
  }

  async function turn() {
    try {
      return await session.clock.turn();
    } catch (error) {
      noteError('timer', error);
      return true;
    }
  }

  function noteError(where, error) {
    if (error instanceof Exit) return;
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    if (session.errors.size < 20) session.errors.set(`${where}: ${text.slice(0, 300)}`, String(error?.stack ?? ''));
  }

  /** How often a function is called: where names were taken away, once for each way to tell texts from records. */
  function roundsFor(callee) {
    const mangled = parametersOf(callee).filter(({ name }) => name && isMangled(name)).length;
    return Math.max(session.repeat, 2 ** Math.min(mangled, 3));
  }

  /** What a caller chooses for the parameters of a function. */
  function argumentsFor(callee, round = 0) {
    const args = [];
    for (const [index, { name, rest, optional }] of parametersOf(callee).entries()) {
      if (name && isMangled(name) && !rest) {
        args.push((round >> index) & 1 ? chosenAddress(name) : session.chosen.value(name));
      } else if (rest) args.push(...(session.bare ? [] : [session.chosen.value(name ?? 'rest')].flat()));
      else args.push(optional && session.bare ? undefined : name ? session.chosen.value(name) : session.chosen.thing('options'));
    }
    return args;
  }
}

/** Text for an argument of a tool; addresses unless name or format ask for something else. */
const argumentText = (session) => (name, format) => {
  const kind = kindOf(name);
  if (format === 'url' || format === 'uri' || kind === 'url') return chosenUrl(name);
  if (format === 'datetime' || format === 'date-time' || format === 'date') return '2031-01-01T00:00:00.000Z';
  if (format === 'uuid') return '00000000-0000-4000-8000-000000000000';
  return isLetter(name) && session.shape.texts === 'thing' ? chosenLetter(name) : chosenAddress(name);
};

/** Callbacks that the package has handed to a stub. */
function createQueue(session) {
  const waiting = [];
  const known = new Set();

  return {
    /** `args` when the caller knows them; otherwise they are made up by the names of the parameters. */
    add(callback, where, args = null, { server = null, receiver = undefined, after = null } = {}) {
      if (typeof callback !== 'function' || known.has(callback) || known.size >= MOST_QUEUED) return;
      known.add(callback);
      waiting.push({ callback, where, args, server, receiver, after });
    },
    async run() {
      if (waiting.length === 0) return false;
      const { callback, where, args, server, receiver, after } = waiting.shift();
      const given = args ?? callbackArguments(callback, server);
      const result = await session.call(where, () => Reflect.apply(callback, receiver, given));
      after?.(given, result);
      return true;
    },
  };

  function callbackArguments(callback, server) {
    return parametersOf(callback).map(({ name }) => {
      if (name === null) return session.chosen.thing('options');
      if (/^(e|err|error|exception|_err)$/i.test(name)) return null;
      if (server && /server|mcp|app/i.test(name)) return session.remote.root(server);
      if (/^(res|reply|response|extra|info|result)$/i.test(name)) return session.remote.inert(`callback.${name}`);
      return session.chosen.value(name);
    });
  }
}
