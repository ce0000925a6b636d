// The command: disguises the corpus with each tool, proves that it still behaves, and counts what the analyzer still finds.

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readCases } from '../../proof/driver/cases.mjs';
import { proveCase } from '../../proof/driver/prove.mjs';
import { disguise } from './package.mjs';
import { compare, findingsIn, isStillThere } from './score.mjs';
import { TOOLS } from './tools.mjs';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const SAMPLE = 12;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    binary: { type: 'string', default: path.join(process.env.CARGO_TARGET_DIR ?? path.join(ROOT, 'target'), 'release/molehunt') },
    corpus: { type: 'string', default: path.join(ROOT, 'corpus') },
    out: { type: 'string', default: path.join(ROOT, 'target/disguise') },
    tool: { type: 'string', multiple: true, default: TOOLS.map(({ name }) => name) },
    all: { type: 'boolean', default: false },
    every: { type: 'string', default: '1' },
    again: { type: 'boolean', default: false },
    unproved: { type: 'boolean', default: false },
  },
});

const corpus = fs.realpathSync(values.corpus);
const binary = path.resolve(values.binary);
if (!fs.existsSync(binary)) throw new Error(`${binary} does not exist: run cargo build --release, or give --binary`);
const unknown = values.tool.find((name) => !TOOLS.some((tool) => tool.name === name));
if (unknown) throw new Error(`there is no tool ${unknown}: ${TOOLS.map(({ name }) => name).join(', ')}`);
const every = Number(values.every);
if (!Number.isInteger(every) || every < 1) throw new Error(`--every wants a whole number, not ${values.every}`);
const cases = readCases(corpus, positionals).filter((_, index) => index % every === 0);
const broken = cases.find(({ problem }) => problem);
if (broken) throw new Error(broken.problem);

fs.mkdirSync(values.out, { recursive: true });
const out = fs.realpathSync(values.out);
const names = cases.map(({ name }) => name);
const plain = findingsIn(binary, copyCases(path.join(out, 'plain')), names);
const rows = [];
for (const tool of TOOLS.filter(({ name }) => values.tool.includes(name))) rows.push(await score(tool));
report(rows);

async function score(tool) {
  const root = path.join(out, tool.name);
  const { covered, broken } = values.again ? disguisedBefore(tool) : await disguiseAll(tool, root);
  const known = new Set(covered);
  const benign = new Set(cases.filter(({ kind }) => kind === 'benign').map(({ name }) => name));
  const result = compare(plain, findingsIn(binary, root, names), {
    covers: (finding) => known.has(`${finding.where}/${finding.file}`) && isStillThere(finding, path.join(root, finding.where)),
    isBenign: ({ where }) => benign.has(where.split('/')[0]),
  });
  return { tool, ...result, broken, unproved: await prove(tool, root) };
}

/** Disguises every case; says which files, as they were named before, the result still speaks of. */
async function disguiseAll(tool, root) {
  copyCases(root);
  const covered = [];
  const broken = [];
  for (const { where, folder } of packagesIn(root)) {
    try {
      for (const file of await disguise(folder, tool)) covered.push(`${where}/${file}`);
      covered.push(`${where}/package.json`);
    } catch (error) {
      broken.push(`${where}: ${String(error.message).split('\n')[0].slice(0, 200)}`);
    }
  }
  const state = { covered, broken };
  fs.writeFileSync(stateOf(tool), JSON.stringify(state));
  return state;
}

/** What an earlier run made: when only the analyzer has changed, the packages are the same. */
function disguisedBefore(tool) {
  if (!fs.existsSync(stateOf(tool))) throw new Error(`nothing was disguised with ${tool.name} in ${out}: leave out --again`);
  return JSON.parse(fs.readFileSync(stateOf(tool), 'utf8'));
}

function stateOf(tool) {
  return path.join(out, `${tool.name}.json`);
}

/** Packages that behave differently once disguised: for them nothing is shown by what is found. */
async function prove(tool, root) {
  if (values.again || values.unproved) return { checked: 0, failed: [] };
  const sample = cases.filter((_, index) => values.all || index % SAMPLE === TOOLS.indexOf(tool) % SAMPLE).map(({ name }) => name);
  if (sample.length === 0) return { checked: 0, failed: [] };
  let folder = root;
  if (tool.guarded) {
    // The same disguise without what breaks when code is printed again.
    folder = copyCases(path.join(out, `${tool.name}-unguarded`), sample);
    for (const one of packagesIn(folder, sample)) await disguise(one.folder, tool, { unguarded: true }).catch(() => {});
  }
  const failed = [];
  for (const testCase of readCases(folder, sample)) {
    for (const { path: at, verdict, reasons } of await proveCase(testCase, { seconds: 120 })) {
      if (verdict === 'failed') failed.push(`${testCase.name}/${at}: ${reasons[0]}`);
    }
  }
  return { checked: sample.length, failed };
}

function copyCases(root, names = cases.map(({ name }) => name)) {
  fs.rmSync(root, { recursive: true, force: true });
  for (const name of names) fs.cpSync(path.join(corpus, name), path.join(root, name), { recursive: true, verbatimSymlinks: true });
  return root;
}

function packagesIn(root, names = cases.map(({ name }) => name)) {
  return cases
    .filter(({ name }) => names.includes(name))
    .flatMap(({ name, packages }) => packages.map(({ path: at }) => ({ where: `${name}/${at}`, folder: path.join(root, name, at) })));
}

function report(all) {
  for (const { tool, lost, gained, broken, unproved } of all) {
    list(`${tool.name} lost`, lost.map(describe));
    list(`${tool.name}: new in benign cases`, gained.map(describe));
    list(`${tool.name} could not transform`, broken);
    list(`${tool.name}: behaves differently`, unproved.failed);
  }
  console.log(`${'tool'.padEnd(20)} ${'kept'.padStart(9)}        needed   new in benign   proved`);
  for (const row of all) {
    const percent = row.total === 0 ? 100 : (100 * row.kept) / row.total;
    console.log(
      `${row.tool.name.padEnd(20)} ${`${row.kept}/${row.total}`.padStart(9)} ${percent.toFixed(1).padStart(6)}% ${String(row.tool.keeps).padStart(5)}% ` +
        `${String(row.gained.length).padStart(15)} ${`${row.unproved.checked - new Set(row.unproved.failed.map((one) => one.split('/')[0])).size}/${row.unproved.checked}`.padStart(8)}` +
        `  ${isEnough(row) ? 'ok' : 'FAILED'}`,
    );
  }
  process.exitCode = all.every(isEnough) ? 0 : 1;
}

function isEnough({ tool, kept, total, gained, broken, unproved }) {
  return kept * 100 >= tool.keeps * total && gained.length === 0 && broken.length === 0 && unproved.failed.length === 0;
}

function list(title, lines) {
  if (lines.length === 0) return;
  console.log(`${title} (${lines.length}):`);
  for (const line of lines) console.log(`  ${line}`);
  console.log('');
}

function describe({ where, file, rule, destination }) {
  return `${where}/${file}: ${rule} ${destination}`;
}
