// Loads the package's modules from the code that the driver has prepared, and everything else as stubs.
//
// Modules are CommonJS here, one cache per session, so that every session starts from nothing.

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { builtinOf } from './builtin/index.mjs';
import { kindOfModule } from './modules.mjs';

const EXTENSIONS = ['', '.js', '.mjs', '.cjs', '.ts', '.tsx', '.mts', '.cts', '.jsx', '.json'];
/** What TypeScript sources import as `.js` may stand beside them as `.ts`. */
const WRITTEN_AS = { '.js': ['.ts', '.tsx', '.jsx'], '.mjs': ['.mts'], '.cjs': ['.cts'] };
const parseJson = JSON.parse;

export function createLoader(session, prepared) {
  const modules = new Map();
  const stubs = new Map();
  const pending = [];
  let main = null;

  function load(file) {
    if (modules.has(file)) return modules.get(file).exports;
    const module = { id: file, filename: file, path: path.dirname(file), exports: {}, loaded: false, children: [], parent: main, paths: [] };
    modules.set(file, module);
    main ??= module;
    session.loaded.add(file);
    module.require = requireFrom(file);
    if (file.endsWith('.json')) module.exports = parseJson(fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
    else if (file.endsWith('.node') || file.endsWith('.wasm')) throw new Error(`${path.basename(file)} is native code`);
    else run(module);
    module.loaded = true;
    return module.exports;
  }

  function run(module) {
    const { filename } = module;
    const { code, waits, problem } = prepared[filename] ?? { problem: 'the driver has not prepared this file' };
    if (problem) throw new SyntaxError(`${path.basename(filename)}: ${problem}`);
    const importMeta = {
      url: pathToFileURL(filename).href,
      filename,
      dirname: module.path,
      main: main === module,
      env: process.env,
      resolve: (specifier) => pathToFileURL(resolveFile(specifier, module.path) ?? specifier).href,
    };
    const evaluate = vm.compileFunction(
      waits ? `return (async () => {${code}\n})()` : code,
      ['exports', 'require', 'module', '__filename', '__dirname', 'importMeta$'],
      { filename },
    );
    const result = Reflect.apply(evaluate, module.exports, [module.exports, module.require, module, filename, module.path, importMeta]);
    if (waits) pending.push(result);
  }

  function requireFrom(file) {
    const require = (specifier) => resolve(String(specifier), path.dirname(file));
    return Object.assign(require, {
      resolve: Object.assign((specifier) => resolveFile(specifier, path.dirname(file)) ?? specifier, { paths: () => [] }),
      cache: {},
      extensions: {},
      get main() {
        return main;
      },
    });
  }

  function resolve(specifier, folder) {
    const builtin = builtinOf(session, specifier, requireFrom);
    if (builtin !== undefined) return builtin;
    const file = resolveFile(specifier, folder);
    if (file) return load(file);
    if (specifier.startsWith('.') || path.isAbsolute(specifier)) {
      const error = new Error(`Cannot find module '${specifier}'`);
      throw Object.assign(error, { code: 'MODULE_NOT_FOUND' });
    }
    return stub(specifier);
  }

  function stub(specifier) {
    if (/^zod(\/.*)?$/.test(specifier)) return session.schemas.namespace;
    if (specifier === 'zod-to-json-schema') return Object.assign((schema) => schema, { zodToJsonSchema: (schema) => schema, __esModule: true, default: (schema) => schema });
    if (!stubs.has(specifier)) stubs.set(specifier, session.remote.root(specifier));
    if (kindOfModule(specifier) === 'leaving') session.channels.add(specifier);
    return stubs.get(specifier);
  }

  /** The file that a specifier names inside the case; null for everything else. */
  function resolveFile(specifier, folder) {
    if (specifier.startsWith('file:')) return asFile(fileURLToPath(specifier));
    if (specifier.startsWith('.') || path.isAbsolute(specifier)) return asFile(path.resolve(folder, specifier));
    if (specifier.startsWith('#')) return internal(specifier, folder);
    const [, name, rest] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(specifier) ?? [];
    if (!name) return null;
    for (let at = folder; at.startsWith(session.root); at = path.dirname(at)) {
      const candidate = path.join(at, 'node_modules', name);
      if (fs.existsSync(candidate)) return inPackage(fs.realpathSync(candidate), rest);
      if (fs.existsSync(path.join(at, 'package.json')) && manifestOf(at).name === name) return inPackage(at, rest);
    }
    return null;
  }

  function internal(specifier, folder) {
    for (let at = folder; at.startsWith(session.root); at = path.dirname(at)) {
      if (!fs.existsSync(path.join(at, 'package.json'))) continue;
      const target = conditional(manifestOf(at).imports?.[specifier]);
      return target ? resolveFile(target, at) : null;
    }
    return null;
  }

  function inPackage(folder, rest) {
    const { exports, main: entry, module } = manifestOf(folder);
    const subpath = rest ? `.${rest}` : '.';
    const map = typeof exports === 'string' || Array.isArray(exports) || (exports && !Object.keys(exports)[0]?.startsWith('.')) ? { '.': exports } : exports;
    const target = map ? exported(map, subpath) : null;
    if (target) return asFile(path.join(folder, target));
    return rest ? asFile(path.join(folder, rest)) : asFile(path.join(folder, entry ?? module ?? 'index'));
  }

  function asFile(given) {
    const extension = path.extname(given);
    const alternatives = (WRITTEN_AS[extension] ?? []).map((other) => given.slice(0, -extension.length) + other);
    const inFolder = EXTENSIONS.slice(1).map((one) => path.join(given, `index${one}`));
    const candidates = [...EXTENSIONS.map((one) => given + one), ...alternatives, ...inFolder];
    const found = candidates.find((one) => fs.statSync(one, { throwIfNoEntry: false })?.isFile());
    if (found) return fs.realpathSync(found);
    const manifest = path.join(given, 'package.json');
    return fs.existsSync(manifest) && manifestOf(given).main ? asFile(path.join(given, manifestOf(given).main)) : null;
  }

  return {
    load,
    requireFrom,
    /** Top-level awaits that are still under way. */
    pending,
    restart() {
      modules.clear();
      main = null;
    },
  };
}

function manifestOf(folder) {
  try {
    return parseJson(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  } catch {
    return {};
  }
}

function exported(map, subpath) {
  if (map[subpath]) return conditional(map[subpath]);
  for (const [pattern, target] of Object.entries(map)) {
    const [before, after] = pattern.split('*');
    if (after !== undefined && subpath.startsWith(before) && subpath.endsWith(after)) {
      return conditional(target)?.replaceAll('*', subpath.slice(before.length, subpath.length - after.length));
    }
  }
  return null;
}

function conditional(target) {
  if (!target || typeof target === 'string') return target ?? null;
  if (Array.isArray(target)) return conditional(target[0]);
  for (const condition of ['node', 'import', 'module', 'require', 'default']) {
    if (target[condition]) return conditional(target[condition]);
  }
  return null;
}
