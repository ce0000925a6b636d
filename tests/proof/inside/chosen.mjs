// Values that stand for what the user chose.
//
// Where a name tells the kind, the value is real: an address, a number, a list.
// Otherwise it is a `thing`, a proxy that is whatever it is asked to be: text, record, list, date or function.
// Whether an ambiguous name becomes the one or the other depends on the shape of the session.

import { kindOf, isLetter, isOptional, singular } from './names.mjs';
import { chosenAddress, chosenHost, chosenLetter, chosenUrl } from './sentinel.mjs';

const things = new WeakMap();
const DEEPEST = 7;
const DAY = 24 * 60 * 60 * 1000;

const FIELDS = ['to', 'from', 'subject', 'text', 'html', 'name', 'email'];
const OPTIONAL_FIELDS = ['cc', 'bcc', 'replyTo'];

/** What was set on a thing, and how it reads as text; null for anything else. */
export function thingOf(value) {
  return things.get(value) ?? null;
}

export function createChosen(session) {
  const { shape } = session;

  function value(name, depth = 0) {
    const asked = String(name);
    if (depth > DEEPEST) return chosenAddress(asked);
    switch (kindOf(asked)) {
      case 'recipient':
        return recipient(asked, depth);
      case 'address':
        return shape.addresses === 'thing' ? thing(asked, depth) : chosenAddress(asked);
      case 'text':
        return shape.texts === 'thing' ? thing(asked, depth) : chosenAddress(asked);
      case 'list':
        if (shape.lists === 'thing') return thing(asked, depth);
        return [1, 2].map((number) => element(`${singular(asked)}-${number}`, depth + 1));
      case 'number':
        return 3;
      case 'date':
        // Long ago: what waits for its time is due.
        return new Date(session.clock.now() - 365 * DAY);
      case 'boolean':
        return !session.bare;
      case 'never':
        return false;
      case 'url':
        return chosenUrl(asked);
      case 'host':
        return chosenHost(asked);
      case 'path':
        return `./${asked}-user-chosen.txt`;
      case 'callback':
        return session.remote.callable(`argument.${asked}`);
      case 'logger':
        return session.remote.inert(`argument.${asked}`);
      case 'signal':
        return new AbortController().signal;
      case 'client':
        return session.remote.root(`argument:${asked}`);
      default:
        return thing(asked, depth);
    }
  }

  function recipient(name, depth) {
    switch (shape.recipients) {
      case 'list':
        return [chosenAddress(`${name}-1`), chosenAddress(`${name}-2`)];
      case 'records':
        return [thing(`${name}-1`, depth + 1), thing(`${name}-2`, depth + 1)];
      case 'thing':
        return thing(name, depth);
      default:
        return chosenAddress(name);
    }
  }

  function element(name, depth) {
    return shape.elements === 'text' ? chosenAddress(name) : thing(name, depth);
  }

  function thing(name, depth = 0) {
    const self = { name, text: isLetter(name) ? chosenLetter(name) : chosenAddress(name), set: new Map(), children: new Map() };
    // An arrow function has no property that a proxy would have to admit.
    const target = shape.callable ? () => {} : {};
    const proxy = new Proxy(target, {
      get(_, key) {
        if (self.set.has(key)) return self.set.get(key);
        if (typeof key === 'symbol') return symbolOf(self, key, depth);
        const method = methodOf(self, key, depth, proxy);
        if (method !== undefined) return method === ABSENT ? undefined : method;
        if (/^\d+$/.test(key)) return child(self, `${singular(name)}-${key}`, depth);
        if (session.bare && isOptional(key)) return undefined;
        return child(self, key, depth);
      },
      set(_, key, given) {
        self.set.set(key, given);
        return true;
      },
      defineProperty(_, key, descriptor) {
        self.set.set(key, descriptor.value);
        return true;
      },
      deleteProperty(_, key) {
        self.set.set(key, undefined);
        return true;
      },
      has: (_, key) => self.set.has(key) || (typeof key === 'string' && !(session.bare && isOptional(key))),
      ownKeys: () => [...new Set([...fields(), ...self.set.keys()])],
      getOwnPropertyDescriptor: (_, key) => ({
        value: proxy[key],
        enumerable: true,
        configurable: true,
        writable: true,
      }),
      apply: (_, receiver, args) => session.remote.calledArgument(name, args),
    });
    things.set(proxy, self);
    return proxy;
  }

  function child(self, name, depth) {
    if (!self.children.has(name)) self.children.set(name, value(name, depth + 1));
    return self.children.get(name);
  }

  const fields = () => (session.bare ? FIELDS : [...FIELDS, ...OPTIONAL_FIELDS]);

  function symbolOf(self, key, depth) {
    if (key === Symbol.toPrimitive) return (hint) => (hint === 'number' ? 3 : self.text);
    if (key === Symbol.iterator) return () => items(self, depth)[Symbol.iterator]();
    if (key === Symbol.asyncIterator && shape.callable) {
      return async function* chunks() {
        yield* items(self, depth);
      };
    }
    return undefined;
  }

  function items(self, depth) {
    return [1, 2].map((number) => child(self, `${singular(self.name)}-${number}`, depth));
  }

  function methodOf(self, key, depth, proxy) {
    if (key === 'then' || key === 'catch' || key === 'finally') return ABSENT;
    if (key === 'toString' || key === 'valueOf' || key === 'toJSON') return () => self.text;
    if (key === 'constructor') return Object;
    if (key === 'hasOwnProperty') return () => true;
    if (key === 'length') return shape.elements === 'text' ? self.text.length : 2;
    if (key === 'on' || key === 'once' || key === 'addListener' || key === 'addEventListener') {
      return (event, listener) => {
        session.queue.add(listener, `argument.${self.name}.on(${String(event)})`, [value(`${event}`)]);
        return proxy;
      };
    }
    if (key === 'push' || key === 'unshift') {
      return (...added) => {
        self.set.set(`added-${self.set.size}`, added);
        return 3;
      };
    }
    if (key === 'concat' && shape.elements === 'text') return (...more) => self.text + more.join('');
    const asList = LIST_METHODS.has(key) || (shape.elements !== 'text' && AMBIGUOUS.has(key));
    if (asList) return (...args) => items(self, depth)[key](...args);
    if (typeof String.prototype[key] === 'function') return (...args) => self.text[key](...args);
    if (typeof Number.prototype[key] === 'function') return (...args) => (3)[key](...args);
    if (typeof Date.prototype[key] === 'function') return (...args) => new Date(session.clock.now() - DAY)[key](...args);
    if (key === 'get' || key === 'getAll' || key === 'header' || key === 'param' || key === 'query') {
      return (name) => (typeof name === 'string' ? child(self, name, depth) : child(self, key, depth));
    }
    if (key === 'has') return () => true;
    if (key === 'json' || key === 'formData') return async () => child(self, 'payload', depth);
    return undefined;
  }

  return { value, thing };
}

const ABSENT = Symbol('absent');
const LIST_METHODS = new Set(
  'map filter forEach flatMap reduce reduceRight some every find findIndex join flat sort reverse entries keys values fill pop shift splice'.split(' '),
);
const AMBIGUOUS = new Set('concat slice includes indexOf lastIndexOf at'.split(' '));
