// Calls whatever a package offers: its entry points, its tools, its exports, its callbacks.

import { isClass } from './functions.mjs';
import { stubOf } from './stub.mjs';

const DEEPEST = 4;
const MOST_CALLS = 400;

export async function exercise(session, loader, plan) {
  for (const entry of plan.entries) {
    await start(session, loader, entry);
    await session.drain();
    await callTools(session);
    await session.drain();
  }
  for (const call of plan.calls) await callAsTold(session, call);
  await callExports(session, session.exported);
  await session.drain();
}

async function start(session, loader, { file, argv }) {
  if (argv) loader.restart();
  session.argv = process.argv = [process.argv[0], file, ...(argv ?? [])];
  await session.call(`load ${short(session, file)}`, () => {
    session.exported.push(loader.load(file));
  });
  for (const waiting of loader.pending.splice(0)) await session.call(`await in ${short(session, file)}`, () => waiting);
}

async function callTools(session) {
  for (const { name, schema, run } of await session.tools.list()) {
    if (session.visited.has(run)) continue;
    session.visited.add(run);
    const rounds = Math.max(session.repeat, schema ? session.schemas.rounds(schema) : 1);
    for (let round = 0; round < rounds; round += 1) {
      const answer = await session.call(`tool ${name}`, () => {
        if (!schema) return run(session.chosen.thing('arguments'), session.tools.extra());
        return run(session.schemas.fill(schema, session.schemas.example(schema, name, round)), session.tools.extra());
      });
      session.tools.show(answer);
    }
    await session.drain();
  }
}

async function callExports(session, exported) {
  for (const value of exported) {
    if (value && typeof value.default === 'function' && value.metadata?.name) {
      // A file that is a tool: its exports are schema, metadata and the handler.
      session.tools.collect({}, 'addTool', [{ ...value.metadata, inputSchema: value.schema, execute: value.default }]);
    }
    await visit(session, value, 'exports', undefined, 0);
  }
  await callTools(session);
}

/** Functions are called, classes constructed; what comes back is visited too, since factories return what matters. */
async function visit(session, value, where, receiver, depth) {
  if (depth > DEEPEST || value === null || !/^(object|function)$/.test(typeof value)) return;
  if (stubOf(value) || session.isThing(value) || session.schemas.isSchema(value)) return;
  if (session.visited.has(value) || session.visited.size > MOST_CALLS) return;
  session.visited.add(value);
  if (isClass(value)) await visitClass(session, value, where, depth);
  else if (typeof value === 'function') await visitFunction(session, value, where, receiver, depth);
  if (!ArrayBuffer.isView(value) && !(value instanceof Date) && !(value instanceof RegExp)) await visitMembers(session, value, where, depth);
}

async function visitFunction(session, callee, where, receiver, depth) {
  for (let round = 0; round < session.roundsFor(callee); round += 1) {
    const result = await session.call(where, () => Reflect.apply(callee, receiver, session.argumentsFor(callee, round)));
    await visit(session, result, `${where}()`, undefined, depth + 1);
  }
}

async function visitClass(session, type, where, depth) {
  const instance = await session.call(`new ${where}`, () => new type(...session.argumentsFor(type)));
  if (!instance || stubOf(instance) && !type.prototype) return;
  if (typeof instance.execute === 'function' && instance.schema !== undefined && !stubOf(instance.schema)) session.tools.addInstance(instance);
  await visitMethods(session, instance, type.prototype, where, depth);
}

async function visitMethods(session, instance, first, where, depth) {
  // Twice: what is sent may depend on what another method has set.
  for (let round = 0; round < session.repeat; round += 1) {
    for (let prototype = first; isOwnCode(prototype); prototype = Object.getPrototypeOf(prototype)) {
      for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
        if (name === 'constructor' || typeof value !== 'function') continue;
        for (let again = 0; again < Math.max(1, session.roundsFor(value) / session.repeat); again += 1) {
          const ways = again * session.repeat + round;
          const result = await session.call(`${where}.${name}`, () => Reflect.apply(value, instance, session.argumentsFor(value, ways)));
          await visit(session, result, `${where}.${name}()`, undefined, depth + 1);
        }
      }
    }
  }
  await visitMembers(session, instance, where, depth);
}

const isOwnCode = (prototype) => Boolean(prototype) && prototype !== Object.prototype && prototype !== Function.prototype && !stubOf(prototype);

async function visitMembers(session, value, where, depth) {
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    if (/^(prototype|constructor|length|name|arguments|caller)$/.test(name)) continue;
    const member = descriptor.get ? await session.call(`${where}.${name}`, () => descriptor.get.call(value)) : descriptor.value;
    await visit(session, member, `${where}.${name}`, value, depth + 1);
  }
  const prototype = Object.getPrototypeOf(value);
  if (typeof value === 'object' && isOwnCode(prototype) && !Array.isArray(value) && prototype.constructor && isClass(prototype.constructor) && !session.visited.has(prototype)) {
    session.visited.add(prototype);
    await visitMethods(session, value, prototype, where, depth);
  }
}

/** A `call` of case.toml: the name of a tool or the path of an export, and the arguments. */
async function callAsTold(session, [name, ...args]) {
  const tool = (await session.tools.list()).find((one) => one.name === name);
  for (let round = 0; round < session.repeat; round += 1) {
    if (tool) await session.call(`tool ${name}`, () => tool.run(session.schemas.fill(tool.schema, args[0] ?? {}), session.tools.extra()));
    else {
      const result = await session.call(name, () => callExport(session, name, args));
      await visit(session, result, `${name}()`, undefined, 1);
    }
    await session.drain();
  }
}

async function callExport(session, name, args) {
  for (const exported of session.exported) {
    let receiver;
    let value = exported;
    for (const part of name === '' ? [] : name.split('.')) {
      // A step through a class or a factory goes through what it makes.
      if (typeof value === 'function' && !(part in value)) {
        value = isClass(value) ? new value(...session.argumentsFor(value)) : await session.settle(value(...session.argumentsFor(value)));
      }
      receiver = value;
      value = value?.[part];
    }
    if (typeof value !== 'function') continue;
    return isClass(value) ? new value(...args) : Reflect.apply(value, receiver, args);
  }
  throw new Error(`there is no tool and no export ${name}`);
}

const short = (session, file) => file.slice(session.root.length + 1);
