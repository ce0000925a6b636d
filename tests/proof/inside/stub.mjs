// A stub for whatever a package imports and does not bring along.
//
// It answers every property, call and construction with a further stub, and remembers how it was made and what was
// called on it, so that a message that a builder has collected is known when it is handed over.

import { isClass } from './functions.mjs';
import { kindOf } from './names.mjs';
import { answeredAddress } from './sentinel.mjs';
import { hostOfClient, isAnswerOfUser, isConstructionLeaving, isHook, isSetter, kindOfModule } from './modules.mjs';

const stubs = new WeakMap();

/** How a stub came to be, and what it was told since; null for anything else. */
export function stubOf(value) {
  return stubs.get(value) ?? null;
}

export function createRemote(session) {
  /** The stub of a module, or of a client that a caller hands in. */
  function root(origin) {
    return make({ origin, path: [], kind: kindOfModule(origin), module: true });
  }

  /** `describe`d but never recorded: a logger, a response to whoever called. */
  function inert(origin) {
    return make({ origin, path: [], kind: 'inert' });
  }

  function callable(origin) {
    return inert(origin);
  }

  function answer(origin) {
    return make({ origin, path: ['()'], kind: 'inert', answered: true });
  }

  /** A value of the user was called, such as a client in an options object. */
  function calledArgument(name, args) {
    const meta = { origin: `argument:${name}`, path: [], kind: 'leaving' };
    return call(meta, null, args);
  }

  function make(meta, target = function stub() {}) {
    meta.history = [];
    meta.set = new Map();
    meta.children = new Map();
    const proxy = new Proxy(target, {
      get: (_, key, receiver) => get(meta, target, key, proxy, receiver),
      set(_, key, given) {
        meta.set.set(key, given);
        return true;
      },
      defineProperty(_, key, descriptor) {
        meta.set.set(key, descriptor.get ? descriptor.get.call(proxy) : descriptor.value);
        return true;
      },
      deleteProperty(_, key) {
        meta.set.delete(key);
        return true;
      },
      has: (_, key) => typeof key === 'string' || key in target,
      // A class compiled to a function calls its base so; nothing returned means that it goes on with itself.
      apply: (_, receiver, args) => (isDerived(meta, receiver) ? undefined : call(meta, receiver, args)),
      construct: (_, args, created) => construct(meta, args, created === proxy ? null : created),
    });
    stubs.set(proxy, meta);
    return proxy;
  }

  function get(meta, target, key, proxy, receiver) {
    if (meta.set.has(key)) return meta.set.get(key);
    if (key === 'prototype') return typeof target === 'function' ? prototypeOf(meta, target) : undefined;
    // A package may have put a method of its own on the prototype.
    if (meta.patches && typeof key === 'string' && Object.hasOwn(meta.patches, key) && key !== 'constructor') return meta.patches[key];
    if (meta.extended && key in target) return Reflect.get(target, key, receiver);
    if (typeof key === 'symbol') return symbolOf(meta, key);
    if (key === '__esModule') return meta.module === true;
    if (key === 'default' && meta.module) return proxy;
    if (key === 'then' || key === 'catch' || key === 'finally') return meta.result ? settled(meta, key) : undefined;
    if (key === 'constructor') return Object;
    if (key === 'toString' || key === 'valueOf') return () => text(meta);
    if (key === 'toJSON') return () => ({});
    if (meta.kind === 'input' && key === 'argv') return session.chosen.thing('argv');
    if (meta.answered || meta.result) {
      const known = answerOf(meta, key);
      if (known !== undefined) return known === ABSENT ? undefined : known;
    }
    if (key === 'call' || key === 'apply' || key === 'bind') return ofFunction(meta, key, proxy);
    return childOf(meta, key, proxy);
  }

  /** `send.call(client, mail)` calls `send`; `api.call('mail.send', …)` is a method of that name. */
  function ofFunction(meta, key, proxy) {
    return (first, ...args) =>
      first !== null && /^(object|function)$/.test(typeof first) ? Function.prototype[key].call(proxy, first, ...args) : childOf(meta, key, proxy)(first, ...args);
  }

  function childOf(meta, key, proxy) {
    if (!meta.children.has(key)) {
      meta.children.set(
        key,
        make({
          origin: meta.origin,
          kind: meta.kind,
          path: [...meta.path, key],
          owner: meta.made ? proxy : meta.owner,
          // What a result holds is data, unless it is called.
          answered: meta.answered || meta.result,
        }),
      );
    }
    return meta.children.get(key);
  }

  function call(meta, receiver, args) {
    if (decorates(meta, args)) return undefined;
    const method = meta.path.findLast((part) => part !== '()') ?? meta.origin;
    const owner = stubs.has(receiver) ? receiver : meta.owner;
    const item = asList(meta, method, args);
    if (item !== undefined) return item;
    session.tools.collect(meta, method, args);
    if (meta.kind === 'input' && isAnswerOfUser(method, meta)) {
      callBack(meta, args);
      return session.chosen.thing(method);
    }

    const builder = owner && isSetter(method) && stubOf(owner)?.made !== undefined;
    const record = { method, args: session.freeze(args) };
    if (owner) noteHistory(owner, record);
    if (meta.kind === 'leaving' && !builder && !isSetter(method)) {
      const host = hostOfClient(meta.origin);
      const left = host ? session.freeze([...args, { host }]) : record.args;
      session.recorder.leave({ origin: meta.origin, path: meta.path, args: left, by: owner ? session.freeze(owner) : null });
    }
    callBack(meta, args);
    return make({
      origin: meta.origin,
      kind: meta.kind,
      path: [...meta.path, '()'],
      made: record,
      owner,
      result: true,
    });
  }

  function construct(meta, args, created) {
    const made = { method: `new ${meta.path.at(-1) ?? meta.origin}`, args: session.freeze(args) };
    const next = { origin: meta.origin, kind: meta.kind, path: [...meta.path, '()'], made, owner: meta.owner };
    if (meta.kind === 'leaving' && isConstructionLeaving(meta.origin, meta.path)) {
      session.recorder.leave({ origin: meta.origin, path: meta.path, args: made.args, by: null });
    }
    if (/(Server|MCP)$/.test(String(meta.path.at(-1)))) session.tools.show(args);
    callBack(meta, args);
    if (!created) return make({ ...next, patches: meta.prototype });
    return make({ ...next, extended: true }, Object.create(created.prototype ?? null));
  }

  /** The prototype of a stubbed class: its methods can be taken, wrapped and replaced. */
  function prototypeOf(meta, target) {
    meta.prototype ??= new Proxy(target.prototype, {
      get(own, key, receiver) {
        if (key in own || typeof key === 'symbol' || key === 'then') return Reflect.get(own, key, receiver);
        return make({ origin: meta.origin, kind: meta.kind, path: [...meta.path, key] });
      },
    });
    return meta.prototype;
  }

  function isDerived(meta, receiver) {
    return Boolean(meta.prototype) && Boolean(receiver) && typeof receiver === 'object' && !stubs.has(receiver) && Object.prototype.isPrototypeOf.call(meta.prototype, receiver);
  }

  function noteHistory(owner, record) {
    const { history } = stubOf(owner);
    if (history.length < 50) history.push(record);
  }

  /** Functions among the arguments, or in an object among them, are called later: as handlers, hooks and callbacks are. */
  function callBack(meta, args) {
    const where = [meta.origin, ...meta.path].join('.');
    for (const { callback, key, receiver } of callbacksIn(args, 0)) {
      const name = key ? `${where}.${key}` : where;
      session.queue.add(callback, name, null, {
        receiver,
        server: meta.kind === 'mcp' ? meta.origin : null,
        // A hook sees each message on its way out, so what it made of it leaves.
        after: meta.kind === 'leaving' && isHook(name) ? (given, result) => session.recorder.send(meta.origin, [...meta.path, 'hook'], given, result) : null,
      });
    }
  }

  function callbacksIn(value, depth, key = '', receiver = undefined) {
    if (stubs.has(value) || session.isThing(value)) return [];
    if (typeof value === 'function') return isClass(value) ? [] : [{ callback: value, key, receiver }];
    if (!value || typeof value !== 'object' || depth > 3) return [];
    return Object.entries(Object.getOwnPropertyDescriptors(value)).flatMap(([name, nested]) =>
      callbacksIn(nested.value, depth + 1, depth === 0 ? '' : `${key}${key && '.'}${name}`, Array.isArray(value) ? undefined : value),
    );
  }

  function settled(meta, key) {
    const view = make({ ...meta, result: false, answered: true });
    const promise = Promise.resolve(view);
    return promise[key].bind(promise);
  }

  function symbolOf(meta, key) {
    if (key === Symbol.toPrimitive) return (hint) => (hint === 'number' ? 3 : text(meta));
    if (key === Symbol.iterator) return () => [entry(meta)][Symbol.iterator]();
    if (key === Symbol.asyncIterator) {
      return async function* pages() {
        yield entry(meta);
      };
    }
    return undefined;
  }

  const entry = (meta) => make({ origin: meta.origin, kind: meta.kind, path: [...meta.path, '[]'], answered: true });

  const text = (meta) => answeredAddress(meta.path.findLast((part) => /^\w+$/.test(part)) ?? 'text');

  function answerOf(meta, key) {
    if (/^(error|err|errors|isError|rejected|failed|failures|nextPageToken|next|cursor|hasMore)$/.test(key)) return ABSENT;
    if (/^(ok|success|accepted)$/.test(key)) return key === 'accepted' ? ['accepted'] : true;
    if (/^(status|statusCode)$/.test(key)) return 200;
    if (key === 'length') return 1;
    if (kindOf(key) === 'number') return 3;
    if (STRING_METHODS.has(key)) return (...args) => String.prototype[key].apply(text(meta), args);
    if (key === 'toISOString' || key === 'toLocaleString') return () => new Date(session.clock.now()).toISOString();
    if (key === 'toFixed') return (digits) => (3).toFixed(digits);
    if (key === 'join') return () => text(meta);
    return undefined;
  }

  /** `rows.map(…)` on an answer runs at once, over one entry. */
  function asList(meta, method, args) {
    if (!meta.answered && !meta.result) return undefined;
    if (!LIST_CALLS.has(method) || typeof args[0] !== 'function') return undefined;
    return [entry(meta)][method](...args);
  }

  /** A decorator must not replace the class or the method that it stands on. */
  function decorates(meta, args) {
    if (!meta.result) return false;
    const [target, key, descriptor] = args;
    if (args.length === 1) return isClass(target);
    return target !== null && /^(object|function)$/.test(typeof target) && /^(string|undefined)$/.test(typeof key)
      && (descriptor === undefined || typeof descriptor === 'number' || 'value' in Object(descriptor));
  }

  return { root, inert, callable, answer, calledArgument };
}

const ABSENT = Symbol('absent');
const STRING_METHODS = new Set(
  'split trim toLowerCase toUpperCase replace replaceAll startsWith endsWith padEnd padStart substring charAt match localeCompare slice includes'.split(' '),
);
const LIST_CALLS = new Set('map filter forEach flatMap reduce some every find findIndex sort'.split(' '));
