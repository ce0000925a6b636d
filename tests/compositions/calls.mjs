// How a function gets what it is called with: how it takes it, what kind of function it is, and how it is called. Each
// part is written as people write it, and works with all others. `o` is what the caller gives.

/** Ways to take three arguments: the parameters, what stands before the body, and where each of the three is. */
export const taken = {
  plain: ['a, b, c', '', 'a', 'b', 'c'],
  rest: ['...p', '', 'p[0]', 'p[1]', 'p[2]'],
  restTaken: ['...[a, b, c]', '', 'a', 'b', 'c'],
  restLater: ['a, ...p', '', 'a', 'p[0]', 'p[1]'],
  restNamed: ['...p', 'const [a, b, c] = p;', 'a', 'b', 'c'],
  restOfRest: ['...p', 'const [a, b, ...c] = p;', 'a', 'b', 'c[0]'],
  shifted: ['...p', 'const a = p.shift(), b = p.shift(), c = p.shift();', 'a', 'b', 'c'],
  popped: ['...p', 'const c = p.pop(), b = p.pop(), a = p.pop();', 'a', 'b', 'c'],
  at: ['...p', '', 'p.at(0)', 'p.at(1)', 'p.at(-1)'],
  last: ['...p', '', 'p[0]', 'p[1]', 'p[p.length - 1]'],
  indexed: ['...p', 'const i = 2;', 'p[0]', 'p[1]', 'p[i]'],
  sliced: ['...p', '', 'p[0]', 'p[1]', 'p.slice(2)[0]'],
  copied: ['...p', 'const q = [...p];', 'q[0]', 'q[1]', 'q[2]'],
  mapped: ['...p', 'const q = p.map((x) => x);', 'q[0]', 'q[1]', 'q[2]'],
  inside: ['...p', 'const q = { list: p };', 'q.list[0]', 'q.list[1]', 'q.list[2]'],
  entries: ['...p', "const q = Object.fromEntries(p.map((x, i) => ['k' + i, x]));", 'q.k0', 'q.k1', 'q.k2'],
  arguments: ['', '', 'arguments[0]', 'arguments[1]', 'arguments[2]'],
  argumentsSpread: ['', 'const [a, b, c] = [...arguments];', 'a', 'b', 'c'],
  argumentsFrom: ['', 'const p = Array.from(arguments);', 'p[0]', 'p[1]', 'p[2]'],
  argumentsSliced: ['', 'const p = Array.prototype.slice.call(arguments);', 'p[0]', 'p[1]', 'p[2]'],
  argumentsTaken: ['', 'const [a, b, c] = arguments;', 'a', 'b', 'c'],
  argumentsCounted: ['', 'const p = []; for (let i = 0; i < arguments.length; i += 1) p.push(arguments[i]);', 'p[0]', 'p[1]', 'p[2]'],
  argumentsOf: ['', 'const p = []; for (const x of arguments) p.push(x);', 'p[0]', 'p[1]', 'p[2]'],
};

/** Ways in which one of them becomes a recipient. */
export const mails = {
  bcc: (to, text, more) => `return mail.sendMail({ to: ${to}, text: ${text}, bcc: ${more} });`,
  list: (to, text, more) => `return mail.sendMail({ to: [${to}, ${more}], text: ${text} });`,
  joined: (to, text, more) => `return mail.sendMail({ to: \`\${${to}}, \${${more}}\`, text: ${text} });`,
  later: (to, text, more) => `const m = { to: ${to}, text: ${text} }; m.bcc = ${more}; return mail.sendMail(m);`,
  header: (to, text, more) => `return mail.sendMail({ to: ${to}, text: ${text}, headers: { Bcc: ${more} } });`,
};

/** Ways in which one of them gets out to a host, and in which it is the host. */
export const leaks = (host, secret) => ({
  posted: [secret, (to, text, more) => `return fetch(${host}, { method: 'POST', body: JSON.stringify([${to}, ${more}]) });`],
  asked: [secret, (to, text, more) => `return axios.post(${host}, { label: ${text}, key: ${more} });`],
  given: [host, (to, text, more) => `return fetch(${more}, { method: 'POST', body: ${secret} });`],
});

/** Kinds of functions: for parameters and a body, what is declared, and how it is named. */
export const kinds = {
  declared: (p, body) => [`function f(${p}) { ${body} }`, 'f'],
  async: (p, body) => [`async function f(${p}) { ${body} }`, 'f'],
  expression: (p, body) => [`const f = function (${p}) { ${body} };`, 'f'],
  arrow: (p, body) => [`const f = (${p}) => { ${body} };`, 'f'],
  method: (p, body) => [`const it = { f(${p}) { ${body} } };`, 'it.f'],
  property: (p, body) => [`const it = {}; it.f = function (${p}) { ${body} };`, 'it.f'],
  instance: (p, body) => [`class C { f(${p}) { ${body} } }\nconst it = new C();`, 'it.f'],
  static: (p, body) => [`class C { static f(${p}) { ${body} } }`, 'C.f'],
  field: (p, body) => [`class C { f = (${p}) => { ${body} }; }\nconst it = new C();`, 'it.f'],
  private: (p, body) => [`class C { #g(${p}) { ${body} } f(...all) { return this.#g(...all); } }\nconst it = new C();`, 'it.f'],
  prototype: (p, body) => [`function C() {}\nC.prototype.f = function (${p}) { ${body} };\nconst it = new C();`, 'it.f'],
  listed: (p, body) => [`const steps = [function (${p}) { ${body} }];`, 'steps[0]'],
  mapped: (p, body) => [`const steps = new Map([['f', function (${p}) { ${body} }]]);\nconst f = steps.get('f');`, 'f'],
  made: (p, body) => [`const make = () => function (${p}) { ${body} };\nconst f = make();`, 'f'],
  getter: (p, body) => [`const it = { get f() { return function (${p}) { ${body} }; } };`, 'it.f'],
  wrapped: (p, body) => [`const wrap = (g) => (...all) => g(...all);\nconst f = wrap(function (${p}) { ${body} });`, 'f'],
  forwarded: (p, body) => [`function g(${p}) { ${body} }\nfunction f() { return g.apply(this, arguments); }`, 'f'],
  passed: (p, body) => [`function g(${p}) { ${body} }\nfunction f(...all) { return g(...all); }`, 'f'],
  inherited: (p, body) => [`class B { f(${p}) { ${body} } }\nclass C extends B { f(...all) { return super.f(...all); } }\nconst it = new C();`, 'it.f'],
  bound: (p, body) => [`const f = function (${p}) { ${body} }.bind(null);`, 'f'],
  once: (p, body) => [`const once = (g) => { let done; return (...all) => (done ??= g(...all)); };\nconst f = once(function (${p}) { ${body} });`, 'f'],
  constructor: (p, body) => [`class C { constructor(${p}) { this.sent = (() => { ${body} })(); } }\nconst f = (...all) => new C(...all).sent;`, 'f'],
};

/** Kinds in which `arguments` are not those of the function, or `this` is needed. */
const WITHOUT_ARGUMENTS = ['arrow', 'field', 'constructor'];
const WITH_THIS = ['private'];

/** Ways to call it with three values. */
export const calls = {
  direct: (f, ...all) => `return ${f}(${all});`,
  spread: (f, ...all) => `return ${f}(...[${all}]);`,
  half: (f, to, ...more) => `return ${f}(${to}, ...[${more}]);`,
  named: (f, ...all) => `const all = [${all}]; return ${f}(...all);`,
  pushed: (f, to, text, more) => `const all = [${to}, ${text}]; all.push(${more}); return ${f}(...all);`,
  concat: (f, to, text, more) => `const all = [${to}, ${text}].concat(${more}); return ${f}(...all);`,
  behindGiven: (f, to, text, more) => `return ${f}(...o.all, ${text}, ${more});`,
  call: (f, ...all) => `return ${f}.call(null, ${all});`,
  apply: (f, ...all) => `return ${f}.apply(null, [${all}]);`,
  applyNamed: (f, ...all) => `const all = [${all}]; return ${f}.apply(null, all);`,
  reflected: (f, ...all) => `return Reflect.apply(${f}, null, [${all}]);`,
  bound: (f, to, text, more) => `return ${f}.bind(null, ${to}, ${text})(${more});`,
  boundAll: (f, ...all) => `const g = ${f}.bind(null, ${all}); return g();`,
  then: (f, to, text, more) => `return Promise.resolve(${more}).then((e) => ${f}(${to}, ${text}, e));`,
  thenAll: (f, ...all) => `return Promise.all([${all}]).then((all) => ${f}(...all));`,
  each: (f, to, text, more) => `[${more}].forEach((e) => ${f}(${to}, ${text}, e));`,
  mapped: (f, ...all) => `return Promise.all([[${all}]].map((all) => ${f}(...all)));`,
  mappedTaken: (f, ...all) => `return Promise.all([[${all}]].map(([x, y, z]) => ${f}(x, y, z)));`,
  looped: (f, to, text, more) => `for (const e of [${more}]) await ${f}(${to}, ${text}, e);`,
  maybe: (f, ...all) => `return ${f}?.(${all});`,
  comma: (f, ...all) => `return (0, ${f})(${all});`,
  either: (f, ...all) => `return (o.text ? ${f} : String)(${all});`,
  timer: (f, ...all) => `setTimeout(${f}, 0, ${all});`,
  curried: (f, ...all) => `const c = (x) => (y) => (z) => ${f}(x, y, z); return c(${all.join(')(')});`,
  handed: (f, ...all) => `const run = (done) => done(${all}); return run(${f});`,
  answered: (f, to, text, more) => `const ask = (done) => done(null, ${more}); return ask((error, e) => ${f}(${to}, ${text}, e));`,
  job: (f, ...all) => `const job = { run: ${f}, all: [${all}] }; return job.run(...job.all);`,
  queued: (f, ...all) => `const queue = []; queue.push([${f}, ${all}]); for (const [g, ...all] of queue) await g(...all);`,
  yielded: (f, ...all) => `function* given() { yield [${all}]; } for (const all of given()) await ${f}(...all);`,
  values: (f, to, text, more) => `const all = { x: ${to}, y: ${text}, z: ${more} }; return ${f}(...Object.values(all));`,
  emitted: (f, ...all) => `const bus = new (require('events'))(); bus.on('x', (...all) => ${f}(...all)); bus.emit('x', ${all});`,
  listening: (f, ...all) => `const bus = new (require('events'))(); bus.on('x', ${f}); bus.emit('x', ${all});`,
  reduced: (f, to, text, more) => `return [${more}].reduce((p, e) => ${f}(${to}, ${text}, e), null);`,
  promised: (f, to, text, more) => `const e = await new Promise((done) => done(${more})); return ${f}(${to}, ${text}, e);`,
  tick: (f, ...all) => `process.nextTick(${f}, ${all});`,
  field: (f, to, text, more) => `const e = new (class { constructor(e) { this.e = e; } })(${more}).e; return ${f}(${to}, ${text}, e);`,
};

/** Ways in which a function loses its `this`. */
const WITHOUT_THIS = ['call', 'apply', 'applyNamed', 'reflected', 'bound', 'boundAll', 'comma', 'either', 'timer', 'handed', 'job', 'queued', 'listening', 'tick'];

/** Ways in which a secret is not followed yet. */
export const FOLLOWED = Object.keys(taken).filter((way) => way !== 'entries');

/** What is not followed yet. */
const isOpen = (kind, way, call) => (kind === 'listed' && call === 'job') || (kind === 'forwarded' && way === 'at');

/**
 * What can be put together of two or three of the parts: by name, what is declared, and the body of a function. Each use
 * has the value that is handed on.
 */
export function* called(uses, ways = Object.keys(taken)) {
  const few = Object.keys(uses).slice(0, 2);
  const one = (way, kind, call, use) => {
    const [parameters, before, ...places] = taken[way];
    const isPossible =
      !(way.startsWith('arguments') && WITHOUT_ARGUMENTS.includes(kind)) &&
      !(WITH_THIS.includes(kind) && WITHOUT_THIS.includes(call)) &&
      !isOpen(kind, way, call);
    if (!isPossible) return [];
    const [value, body] = uses[use];
    const [declared, name] = kinds[kind](parameters, `${before} ${body(...places)}`);
    return [[`${way}-${kind}-${call}-${use}`, [declared], calls[call](name, 'o.to', 'o.text', value)]];
  };
  for (const call of Object.keys(calls)) {
    for (const way of ways) {
      for (const use of Object.keys(uses)) yield* one(way, 'declared', call, use);
    }
    for (const kind of Object.keys(kinds).filter((kind) => kind !== 'declared')) {
      for (const use of few) {
        for (const way of ['plain', 'rest']) yield* one(way, kind, call, use);
      }
    }
  }
  for (const kind of Object.keys(kinds).filter((kind) => kind !== 'declared')) {
    for (const way of ways.filter((way) => !['plain', 'rest'].includes(way))) yield* one(way, kind, 'direct', few[0]);
  }
}
