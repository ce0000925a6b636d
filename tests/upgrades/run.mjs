// Fetches the pinned archives, compares each pair, and holds what is found against the verdicts.
// Usage: node run.mjs MOLEHUNT FOLDER-OF-THE-PINS FOLDER-FOR-ARCHIVES [NAME…]
// Exit code 0: agreed; 1: not; 2: something could not be fetched, read or compared.

import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const FEWEST_PAIRS = 150;
// Inventory is no finding that anybody has to defend.
const COUNTED = ['low', 'medium', 'high', 'critical'];
const BLOCKING = ['high', 'critical'];
const KEYS = ['package', 'before', 'after', 'rule', 'file', 'destination', 'severity', 'verdict'];

function main([molehunt, pinsFolder, target, ...names]) {
  if (!target) stop('usage: node run.mjs MOLEHUNT FOLDER-OF-THE-PINS FOLDER-FOR-ARCHIVES [NAME…]');
  const pins = read(join(pinsFolder, 'pairs.json'));
  const verdicts = read(join(pinsFolder, 'verdicts.json'));
  for (const verdict of verdicts) {
    const unknown = Object.keys(verdict).find((key) => !KEYS.includes(key));
    if (unknown || !verdict.verdict) stop(`a verdict has no words, or a key that is none: ${JSON.stringify(verdict)}`);
  }
  const archives = join(target, 'archives');
  mkdirSync(archives, { recursive: true });
  const left = new Set(verdicts);
  const undefended = [];
  const blocking = [];
  const counts = { pairs: 0, gained: 0, lost: 0, kept: 0 };
  for (const [name, { pairs, integrity }] of Object.entries(pins)) {
    if (names.length > 0 && !names.includes(name)) continue;
    for (const [before, after] of pairs) {
      const [older, newer] = [before, after].map((version) => fetched(archives, name, version, integrity[version]));
      const report = compared(molehunt, older, newer);
      counts.pairs += 1;
      for (const what of ['gained', 'lost']) counts[what] += report[what].length;
      counts.kept += report.kept;
      for (const finding of report.findings.filter((finding) => COUNTED.includes(finding.severity))) {
        const entry = {
          package: name,
          before,
          after,
          rule: finding.rule,
          file: finding.file,
          destination: finding.destination?.value ?? null,
          severity: finding.severity,
        };
        const verdict = verdicts.find((verdict) => Object.keys(entry).every((key) => verdict[key] === entry[key]));
        if (verdict) left.delete(verdict);
        else undefended.push({ entry, message: finding.message });
        if (BLOCKING.includes(finding.severity)) blocking.push(entry);
      }
    }
  }
  const { pairs, gained, lost, kept } = counts;
  console.log(`${pairs} pairs of versions: ${gained} behaviours gained, ${lost} lost, ${kept} kept`);
  let failed = false;
  if (blocking.length > 0) {
    failed = true;
    console.error(`\n${blocking.length} findings of honest upgrades would block them: each is a bug of a rule`);
    for (const entry of blocking) console.error(`  ${visible(JSON.stringify(entry))}`);
  }
  if (undefended.length > 0) {
    failed = true;
    console.error(`\n${undefended.length} findings have no verdict; add the line to verdicts.json, with the reason as its verdict, or mend the rule`);
    for (const { entry, message } of undefended) {
      console.error(`  ${visible(message)}\n  ${visible(JSON.stringify({ ...entry, verdict: '' }))}`);
    }
  }
  if (names.length === 0) {
    if (left.size > 0) {
      failed = true;
      console.error(`\n${left.size} verdicts match no finding any more; take them out, or find out what was lost`);
      for (const verdict of left) console.error(`  ${JSON.stringify(verdict)}`);
    }
    if (pairs < FEWEST_PAIRS) {
      failed = true;
      console.error(`\nonly ${pairs} pairs were compared, at least ${FEWEST_PAIRS} were expected`);
    }
  }
  console.log(failed ? 'failed' : 'passed');
  process.exitCode = failed ? 1 : 0;
}

// The archive of a version, fetched once. Whatever fetched it, its digest must be the pinned one.
function fetched(folder, name, version, integrity) {
  if (!integrity) stop(`${name}@${version} has no digest in pairs.json`);
  const file = join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
  if (!existsSync(file)) {
    const coming = join(folder, 'coming');
    rmSync(coming, { recursive: true, force: true });
    mkdirSync(coming);
    const options = ['--json', '--ignore-scripts', '--pack-destination', coming];
    const output = execFileSync('npm', ['pack', `${name}@${version}`, ...options], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    renameSync(join(coming, JSON.parse(output)[0].filename), file);
    rmSync(coming, { recursive: true, force: true });
  }
  const [algorithm, expected] = integrity.split('-', 2);
  const digest = createHash(algorithm).update(readFileSync(file)).digest('base64');
  if (digest !== integrity.slice(algorithm.length + 1)) stop(`${file} is not what was pinned: ${algorithm}-${digest} instead of ${algorithm}-${expected}`);
  return file;
}

function compared(molehunt, older, newer) {
  const run = spawnSync(molehunt, ['diff', older, newer, '--format', 'json', '--quiet'], { encoding: 'utf8', maxBuffer: 1 << 30 });
  // 1 means findings, and those are judged here; anything above means there was no comparison.
  if (run.status !== 0 && run.status !== 1) stop(`${older} and ${newer} could not be compared: ${run.stderr || run.error}`);
  return JSON.parse(run.stdout);
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return stop(`${path}: ${error.message}`);
  }
}

function visible(text) {
  return text.replace(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function stop(message) {
  console.error(message);
  process.exit(2);
}

main(process.argv.slice(2));
