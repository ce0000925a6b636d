// Disguises one package in place: its code is replaced, everything else stays.

import fs from 'node:fs';
import path from 'node:path';
import esbuild from 'esbuild';
import ts from 'typescript';
import { codeFiles, entriesOf } from './files.mjs';

const TYPED = /\.([mc]?ts|tsx|jsx)$/;

/**
 * Applies a tool to the package in `folder`.
 * Returns the files, as they were named before, that the result still speaks of: a bundle leaves out what no entry imports.
 */
export async function disguise(folder, tool, { unguarded = false } = {}) {
  const before = codeFiles(folder);
  const renamed = new Map();
  const codes = new Map();
  const isModulePackage = readManifest(folder).type === 'module';
  for (const file of before) {
    const code = fs.readFileSync(file, 'utf8');
    const target = targetOf(file);
    codes.set(file, { code, isModule: isModule(file, code, isModulePackage) });
    if (target !== file) renamed.set(file, target);
  }
  if (tool.bundle) return bundleAll(folder, tool, codes, renamed);

  const outputs = new Map();
  for (const [file, { code, isModule: module }] of codes) {
    let source = withRenamedImports(code, file, renamed);
    if (tool.plain && TYPED.test(file)) source = await withoutTypes(source, file);
    let awaits = false;
    if (tool.commonJs) ({ source, awaits } = withoutTopLevelAwait(source, file));
    outputs.set(file, { text: await tool.rewrite(source, { file, isModule: module, awaits, unguarded }), toCommonJs: Boolean(tool.commonJs) && module && !awaits });
  }
  const shapes = new Set([...outputs.values()].map(({ toCommonJs }) => toCommonJs));
  for (const [file, { text, toCommonJs }] of outputs) {
    fs.rmSync(file);
    fs.writeFileSync(renamed.get(file) ?? file, withShebang(text, codes.get(file).code));
    // Beside modules that have to stay modules, a nearer manifest would be needed; loaders look at the code as well.
    if (toCommonJs && shapes.size === 1) editManifest(folder, (manifest) => ({ ...manifest, type: 'commonjs' }));
  }
  renameInManifest(folder, renamed);
  return new Set(before.map((file) => path.relative(folder, file)));
}

async function bundleAll(folder, tool, codes, renamed) {
  const entries = entriesOf(folder).filter((file) => codes.has(file));
  const consumed = new Set();
  const outputs = new Map();
  const parts = new Map();
  const stage = fs.mkdtempSync(path.join(path.dirname(folder), '.stage-'));
  try {
    const input = tool.plain ? await plainCopy(folder, stage, codes, renamed) : folder;
    for (const file of entries) {
      const relative = path.relative(folder, file);
      const entry = tool.plain ? path.join(input, path.relative(folder, renamed.get(file) ?? file)) : file;
      const output = path.join(stage, 'out', path.relative(folder, renamed.get(file) ?? file));
      const module = codes.get(file).isModule;
      const used = await tool.bundle({ entry, output, isModule: module, folder: input });
      for (const one of used) consumed.add(originalOf(path.relative(input, one), folder, renamed));
      consumed.add(relative);
      outputs.set(file, fs.readFileSync(output, 'utf8'));
      // A bundler may put what is loaded later into files of their own, beside the bundle.
      for (const one of filesBelow(path.dirname(output))) if (one !== output) parts.set(path.relative(path.join(stage, 'out'), one), fs.readFileSync(one));
      fs.rmSync(path.join(stage, 'out'), { recursive: true, force: true });
    }
  } finally {
    fs.rmSync(stage, { recursive: true, force: true });
  }
  for (const relative of consumed) if (codes.has(path.join(folder, relative))) fs.rmSync(path.join(folder, relative));
  for (const [file, text] of outputs) fs.writeFileSync(renamed.get(file) ?? file, withShebang(text, codes.get(file).code));
  for (const [relative, text] of parts) {
    fs.mkdirSync(path.dirname(path.join(folder, relative)), { recursive: true });
    fs.writeFileSync(path.join(folder, relative), text);
  }
  renameInManifest(folder, renamed);
  return consumed;
}

function filesBelow(folder) {
  const entries = fs.readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

/** Some tools drop the line that makes a file a program. */
const withShebang = (text, original) => (/^#!/.test(original) && !/^#!/.test(text) ? `#!/usr/bin/env node\n${text}` : text);

/** Where TypeScript and JSX would be in the way. */
async function plainCopy(folder, stage, codes, renamed) {
  const copy = path.join(stage, 'in');
  fs.cpSync(folder, copy, { recursive: true, verbatimSymlinks: true, filter: (one) => !one.startsWith(stage) });
  for (const [file, { code }] of codes) {
    if (!renamed.has(file)) continue;
    fs.rmSync(path.join(copy, path.relative(folder, file)));
    fs.writeFileSync(path.join(copy, path.relative(folder, renamed.get(file))), await withoutTypes(withRenamedImports(code, file, renamed), file));
  }
  return copy;
}

function originalOf(relative, folder, renamed) {
  const full = path.join(folder, relative);
  const original = [...renamed].find(([, target]) => target === full)?.[0] ?? full;
  return path.relative(folder, original);
}

async function withoutTypes(code, file) {
  const { code: output } = await esbuild.transform(code, {
    loader: path.extname(file).slice(1).replace(/^[mc]/, ''),
    target: 'es2022',
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
  });
  return output;
}

/** A statement that only waits, such as `await server.connect(…)`, does the same without waiting; CommonJS could not wait. */
function withoutTopLevelAwait(code, file) {
  let awaits = false;
  const name = TYPED.test(file) ? file : `${file}.js`;
  const kind = /\.[tj]sx$/.test(file) ? ts.ScriptKind.TSX : TYPED.test(file) ? ts.ScriptKind.TS : ts.ScriptKind.JSX;
  const tree = ts.createSourceFile(name, code, ts.ScriptTarget.ESNext, true, kind);
  const cuts = [];
  const look = (node) => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isExpressionStatement(node) && ts.isAwaitExpression(node.expression)) cuts.push([node.expression.getStart(), node.expression.expression.getStart()]);
    else if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)) awaits = true;
    else ts.forEachChild(node, look);
  };
  ts.forEachChild(tree, look);
  if (awaits) return { source: code, awaits };
  return { source: cuts.toReversed().reduce((text, [from, to]) => text.slice(0, from) + text.slice(to), code), awaits };
}

function withRenamedImports(code, file, renamed) {
  return code.replace(/(["'])(\.{1,2}\/[^"'\n]+)\1/g, (whole, quote, specifier) => {
    const target = renamed.get(path.resolve(path.dirname(file), specifier));
    if (!target) return whole;
    const relative = path.relative(path.dirname(file), target);
    return `${quote}${relative.startsWith('.') ? '' : './'}${relative}${quote}`;
  });
}

const targetOf = (file) => file.replace(/\.(tsx?|jsx)$/, '.js').replace(/\.mts$/, '.mjs').replace(/\.cts$/, '.cjs');

function renameInManifest(folder, renamed) {
  if (renamed.size === 0) return;
  const names = new Map([...renamed].map(([from, to]) => [path.relative(folder, from), path.relative(folder, to)]));
  const edit = (value) => {
    if (typeof value === 'string') {
      const target = names.get(path.normalize(value));
      return target ? (value.startsWith('./') ? './' : '') + target : value;
    }
    if (Array.isArray(value)) return value.map(edit);
    return value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, edit(one)])) : value;
  };
  editManifest(folder, (manifest) => ({ ...manifest, ...edit({ main: manifest.main, module: manifest.module, bin: manifest.bin, exports: manifest.exports }) }));
}

function editManifest(folder, edit) {
  const file = path.join(folder, 'package.json');
  fs.writeFileSync(file, `${JSON.stringify(edit(readManifest(folder)), null, 2)}\n`);
}

function readManifest(folder) {
  return JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
}

function isModule(file, code, isModulePackage) {
  if (/\.m[jt]s$/.test(file)) return true;
  if (/\.c[jt]s$/.test(file)) return false;
  return isModulePackage || (TYPED.test(file) && /^\s*(import|export)\b/m.test(code));
}
