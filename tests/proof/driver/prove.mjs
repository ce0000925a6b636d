// Proves one case: copies it, runs each of its packages and judges what left.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runPlan } from './child.mjs';
import { judge } from './judge.mjs';
import { planPackage } from './plan.mjs';

/** One result for each package of the case. */
export async function proveCase(testCase, options) {
  if (testCase.problem) return [{ case: testCase.name, path: '', verdict: 'failed', reasons: [testCase.problem], sessions: [] }];
  if (testCase.packages.length === 0) return [{ case: testCase.name, path: '', verdict: 'failed', reasons: ['names no package'], sessions: [] }];
  const copy = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'molehunt-proof-')));
  try {
    fs.cpSync(testCase.folder, copy, { recursive: true, verbatimSymlinks: true });
    const results = [];
    for (const stated of testCase.packages) results.push(await provePackage(testCase, stated, copy, options));
    return results;
  } finally {
    fs.rmSync(copy, { recursive: true, force: true });
  }
}

async function provePackage(testCase, stated, copy, options) {
  const head = { case: testCase.name, kind: testCase.kind, path: stated.path };
  try {
    const plan = { ...planPackage(copy, stated), verbose: options.verbose };
    if (plan.entries.length === 0 && !stated.proof.none) return { ...head, verdict: 'failed', reasons: ['has no code to begin with'], sessions: [] };
    const run = stated.proof.none ? { sessions: [], ended: null } : await runPlan(plan, options);
    return { ...head, ...judge(testCase, stated, run, listedByOthers(testCase, stated, run, copy)), sessions: run.sessions };
  } catch (error) {
    return { ...head, verdict: 'failed', reasons: [options.verbose ? error.stack : error.message], sessions: [] };
  }
}

/** Packages of a tree run together: what another one is listed for is not this one's doing. */
function listedByOthers(testCase, stated, { sessions }, copy) {
  const loaded = new Set(sessions.flatMap((session) => session.loaded));
  return testCase.packages
    .filter((other) => other !== stated && [...loaded].some((file) => ownerOf(testCase, file, copy) === other))
    .flatMap((other) => other.listed);
}

function ownerOf(testCase, file, copy) {
  const inside = testCase.packages.filter((one) => file.startsWith(`${path.join(copy, one.path)}/`));
  return inside.sort((one, other) => other.path.length - one.path.length)[0];
}
