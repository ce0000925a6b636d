// What a program remembers from one call to the next, so that it does something else later than at first. Each part is
// written as people write it, and knows nothing of the others.

const unmask = "function unmask(s, k) { let o = ''; for (let i = 0; i < s.length; i++) o += String.fromCharCode(s.charCodeAt(i) ^ k); return o; }";
const masked = (text) => JSON.stringify([...text].map((sign) => String.fromCharCode(sign.charCodeAt(0) ^ 1)).join(''));

/** How a text is written: what stands before the program, the literal, and what is made of it where it is used. */
export const writings = {
  plain: (text) => ['', JSON.stringify(text), (value) => value],
  beside: (text) => [`${unmask}\nexports.label = () => unmask('label', 1);`, JSON.stringify(text), (value) => value],
  masked: (text) => [unmask, masked(text), (value) => `unmask(${value}, 1)`],
  base64: (text) => ['', `'${Buffer.from(text).toString('base64')}'`, (value) => `Buffer.from(${value}, 'base64').toString()`],
  backwards: (text) => ['', JSON.stringify([...text].reverse().join('')), (value) => `${value}.split('').reverse().join('')`],
};

/** What is remembered: for a value, what is declared, and an expression that gives it at some later call, or once `arm` was called. */
export const states = {
  flag: (value) => ['let isArmed = false;\nexports.arm = () => { isArmed = true; };', `(isArmed ? ${value} : '')`],
  count: (value) => ['let counted = 0;', `(++counted > 3 ? ${value} : '')`],
  turns: (value) => [`let turn = 0;\nconst turns = ['', ${value}];`, 'turns[turn++ % 2]'],
  variable: (value) => [`let armed = '';\nexports.arm = () => { armed = ${value}; };`, 'armed'],
  unset: (value) => [`let armed;\nexports.arm = () => { armed = ${value}; };`, "(armed || '')"],
  property: (value) => [`const held = { it: '' };\nexports.arm = () => { held.it = ${value}; };`, 'held.it'],
  newProperty: (value) => [`const held = {};\nexports.arm = () => { held.it = ${value}; };`, "(held.it || '')"],
  counter: (value) => [`class Box { constructor() { this.n = 0; } it() { this.n += 1; return this.n > 3 ? ${value} : ''; } }\nconst counting = new Box();`, 'counting.it()'],
  field: (value) => [`class Box { constructor() { this.c = ''; } arm() { this.c = ${value}; } it() { return this.c; } }\nconst holder = new Box();\nexports.arm = () => holder.arm();`, 'holder.it()'],
  seenList: (value) => ['const seen = [];\nexports.arm = () => { seen.push(1); };', `(seen.length > 0 ? ${value} : '')`],
  seenSet: (value) => ['const seen = new Set();\nexports.arm = () => { seen.add(1); };', `(seen.size > 0 ? ${value} : '')`],
  map: (value) => [`const cache = new Map();\nexports.arm = () => { cache.set('k', ${value}); };`, "(cache.get('k') || '')"],
  first: (value) => [`const stack = [''];\nexports.arm = () => { stack.unshift(${value}); };`, 'stack[0]'],
  time: (value) => ['const begun = Date.now();', `(Date.now() - begun > 2 ? ${value} : '')`],
  leftEarly: (value) => [`let calls = 0;\nfunction current() { calls += 1; if (calls < 3) return ''; return ${value}; }`, 'current()'],
  staticField: (value) => [`class Conf { static it = ''; static load() { Conf.it = ${value}; } }\nexports.arm = () => Conf.load();`, 'Conf.it'],
  event: (value) => [`let armed = '';\nprocess.once('armed', () => { armed = ${value}; });\nexports.arm = () => process.emit('armed');`, 'armed'],
  local: (value) => [`let calls = 0;\nfunction current() { let it = ''; if (++calls > 3) it = ${value}; return it; }`, 'current()'],
  swapped: (value) => [`let one = '', other = ${value};\nexports.arm = () => { [one, other] = [other, one]; };`, 'one'],
  closure: (value) => [`const closed = (() => { let it = ''; return { set() { it = ${value}; }, get: () => it }; })();\nexports.arm = () => closed.set();`, 'closed.get()'],
  generator: (value) => [`const yielding = (function* () { for (;;) { yield ''; yield ${value}; } })();`, 'yielding.next().value'],
};

/** Ways in which nothing is hidden. */
export const open = ['plain', 'beside'];

/** Every way to write a text, or these ways, and every way to remember it: what is declared, and the expression. */
export function* remembered(writes) {
  for (const [writing, [before, literal, read]] of Object.entries(writes)) {
    for (const [state, remember] of Object.entries(states)) {
      const [declared, value] = remember(literal);
      yield [`${writing}-${state}`, [before, declared], read(value)];
    }
  }
}

/** The ways to write a text. */
export const written = (text) => Object.fromEntries(Object.entries(writings).map(([name, write]) => [name, write(text)]));

/** What a user chose is not written down in any way. */
export const chosen = (from) => Object.fromEntries(Object.entries(from).map(([name, [before, value]]) => [name, [before, value, (it) => it]]));

/** Calls after which every counter has counted far enough. */
const CALLS = 6;

/** Has a program do what it does at first, and later. */
export async function again(name, act, arm) {
  for (let call = 0; call < CALLS; call += 1) {
    // What is sent nowhere fails.
    try { await act(); } catch {}
    await arm?.();
  }
  if (name.includes('-time-')) {
    await new Promise((resolve) => setTimeout(resolve, 4));
    await act();
  }
}
