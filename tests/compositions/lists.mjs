// Lists and objects that come from somewhere else, what holds them in a message, and what is added to them there. Each
// part is written as people write it, and works with all others. `o` is what the caller gives.

/** Ways to come by a list. */
export const lists = {
  mapped: 'o.all.map((x) => x)',
  filtered: 'o.all.filter(Boolean)',
  sliced: 'o.all.slice()',
  spread: '[...o.all]',
  copied: 'Array.from(o.all)',
  concat: '[].concat(o.all)',
  own: 'copy(o.all)',
  ownArrow: 'mapped(o.all)',
  either: 'o.many ? o.all : [o.to]',
  or: 'o.all || []',
  split: "o.list.split(',')",
  cloned: 'structuredClone(o.all)',
  json: 'JSON.parse(JSON.stringify(o.all))',
  awaited: 'await Promise.resolve(o.all)',
  awaitedOwn: 'await later(o.all)',
  set: '[...new Set(o.all)]',
  keys: 'Object.keys(o.map)',
  values: 'Object.values(o.map)',
  reduced: 'o.all.reduce((l, x) => [...l, x], [])',
  newArray: 'new Array(o.to)',
  of: 'Array.of(o.to)',
  literal: '[o.to]',
  given: 'o.all',
  kept: 'kept(o.all)',
  field: 'new Box(o.all).items',
  method: 'box.all(o)',
  flat: 'o.all.flat()',
  sorted: '[...o.all].sort()',
};

/** Ways to come by an object. */
export const objects = {
  own: 'headersOf(o)',
  assigned: 'Object.assign({}, o.headers)',
  spread: '{ ...o.headers }',
  cloned: 'structuredClone(o.headers)',
  json: 'JSON.parse(JSON.stringify(o.headers))',
  entries: 'Object.fromEntries(Object.entries(o.headers))',
  or: 'o.headers || {}',
  awaited: 'await Promise.resolve(o.headers)',
  created: 'Object.create(null)',
  instance: 'new Head(o)',
  literal: "{ 'X-A': o.text }",
  given: 'o.headers',
  reduced: 'Object.keys(o.headers).reduce((h, k) => ({ ...h, [k]: o.headers[k] }), {})',
  first: '[o.headers][0]',
};

/** What these use. */
export const helpers = {
  copy: 'function copy(l) { const r = []; for (const x of l) r.push(x); return r; }',
  mapped: 'const mapped = (l) => l.map((x) => x);',
  later: 'async function later(l) { return l.slice(); }',
  kept: 'const kept = (l) => { const k = l; return k; };',
  Box: 'class Box { constructor(l) { this.items = [...l]; } }',
  box: 'const box = { all: (o) => o.all.slice() };',
  headersOf: 'function headersOf(o) { const h = {}; for (const k of Object.keys(o.headers)) h[k] = o.headers[k]; return h; }',
  Head: "class Head { constructor(o) { this['X-A'] = o.text; } }",
};

/** Ways to have something in a message under a key: for the rest of the message, what is declared, and what is the thing. */
export const held = {
  set: (rest, key, value) => [`const m = { ${rest} }; m.${key} = ${value};`, `m.${key}`],
  written: (rest, key, value) => [`const m = { ${rest}, ${key}: ${value} };`, `m.${key}`],
  named: (rest, key, value) => [`const l = ${value}; const m = { ${rest}, ${key}: l };`, 'l'],
  namedSet: (rest, key, value) => [`const l = ${value}; const m = { ${rest} }; m.${key} = l;`, `m.${key}`],
  short: (rest, key, value) => [`const ${key} = ${value}; const m = { ${rest}, ${key} };`, `m.${key}`],
  assigned: (rest, key, value) => [`const m = Object.assign({ ${rest} }, { ${key}: ${value} });`, `m.${key}`],
  spread: (rest, key, value) => [`const m = { ${rest}, ...{ ${key}: ${value} } };`, `m.${key}`],
  taken: (rest, key, value) => [`const m = { ${rest}, ${key}: ${value} }; const { ${key}: it } = m;`, 'it'],
  alias: (rest, key, value) => [`const m = { ${rest}, ${key}: ${value} }; const n = m;`, `n.${key}`],
};

/** Ways to add one more to a list: what is declared, and what is done. */
export const additions = {
  push: (list, value) => ['', `${list}.push(${value});`],
  unshift: (list, value) => ['', `${list}.unshift(${value});`],
  splice: (list, value) => ['', `${list}.splice(0, 0, ${value});`],
  index: (list, value) => ['', `${list}[${list}.length] = ${value};`],
  helper: (list, value) => [`function add(l) { l.push(${value}); }`, `add(${list});`],
  called: (list, value) => ['', `Array.prototype.push.call(${list}, ${value});`],
  tested: (list, value) => ['', `if (o.text) ${list}.push(${value});`],
  looped: (list, value) => ['', `for (const x of [${value}]) ${list}.push(x);`],
  each: (list, value) => ['', `[${value}].forEach((x) => ${list}.push(x));`],
};

/** Ways to set one more header. */
export const settings = {
  set: (object, value) => ['', `${object}.Bcc = ${value};`],
  computed: (object, value) => ['', `${object}['b' + 'cc'] = ${value};`],
  assigned: (object, value) => ['', `Object.assign(${object}, { bcc: ${value} });`],
  helper: (object, value) => [`function add(h) { h.bcc = ${value}; }`, `add(${object});`],
  defined: (object, value) => ['', `Object.defineProperty(${object}, 'bcc', { enumerable: true, value: ${value} });`],
  tested: (object, value) => ['', `if (o.text) ${object}.bcc = ${value};`],
  reflected: (object, value) => ['', `Reflect.set(${object}, 'bcc', ${value});`],
};

/** What is not followed yet. */
const isOpen = (made, hold, change) =>
  (made === 'or' && change === 'helper') || (made === 'first' && hold === 'named');

/** What the caller gives beside a message. */
export const GIVEN = {
  all: ['user@corp.test'],
  list: 'user@corp.test',
  map: { 'user@corp.test': 'user@corp.test' },
  headers: { 'X-A': 'b' },
  many: true,
};

/** All that can be put together: by name, what is declared, and the body of a function that sends. */
export function* changed(value) {
  for (const [kind, makers, key, rest, changes] of [
    ['list', lists, 'to', 'text: o.text', additions],
    ['headers', objects, 'headers', 'to: o.to, text: o.text', settings],
  ]) {
    for (const [made, make] of Object.entries(makers)) {
      for (const [hold, keep] of Object.entries(held)) {
        for (const [change, add] of Object.entries(changes)) {
          if (kind === 'list' ? isOpen(made, '', change) : isOpen(made === 'or' ? '' : made, hold, '')) continue;
          const [begin, target] = keep(rest, key, make);
          const [declared, done] = add(target, value);
          const used = Object.entries(helpers).filter(([name]) => new RegExp(`\\b${name}[(.]`).test(make));
          const body = [begin, done, 'return mail.sendMail(m);'].join(' ');
          yield [`${kind}-${made}-${hold}-${change}`, [...used.map(([, helper]) => helper), declared], body];
        }
      }
    }
  }
}
