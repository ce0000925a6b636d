// The command: reads the arguments, proves the cases two at a time, prints what failed and a summary.

import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readCases } from './cases.mjs';
import { proveCase } from './prove.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    corpus: { type: 'string', default: fileURLToPath(new URL('../../../corpus', import.meta.url)) },
    seconds: { type: 'string', default: '60' },
    jobs: { type: 'string', default: String(Math.min(4, os.availableParallelism())) },
    verbose: { type: 'boolean', short: 'v', default: false },
  },
});

const cases = readCases(path.resolve(values.corpus), positionals);
const options = { seconds: Number(values.seconds), verbose: values.verbose };
const results = await inParallel(cases, Number(values.jobs), (one) => proveCase(one, options));

for (const result of results.flat()) if (values.verbose || result.verdict === 'failed') describe(result);
process.exitCode = summarise(results.flat()) ? 0 : 1;

async function inParallel(items, jobs, perform) {
  const outcomes = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const at = next;
      next += 1;
      outcomes[at] = await perform(items[at]);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return outcomes;
}

function describe({ case: name, kind, path: at, verdict, reasons, sessions }) {
  console.log(`${verdict === 'failed' ? 'FAILED' : verdict}: ${name}/${at} (${kind})`);
  for (const reason of reasons) console.log(`  ${reason}`);
  if (verdict !== 'failed' && !values.verbose) return;
  const left = sessions.reduce((sum, session) => sum + session.left, 0);
  console.log(`  ${sessions.length} sessions, ${left} calls that leave`);
  const errors = new Map(sessions.flatMap((session) => session.errors));
  for (const [error, stack] of [...errors].slice(0, values.verbose ? 40 : 6)) {
    console.log(`    ${error}`);
    if (values.verbose && stack) console.log(stack.split('\n').slice(1, 4).join('\n'));
  }
  if (!values.verbose) return;
  const seen = new Set(sessions.flatMap((session) => session.seen.map((one) => `${one.wanted} as ${one.role} in ${one.where}`)));
  for (const one of seen) console.log(`    left: ${one}`);
  for (const call of sessions.flatMap((session) => session.calls ?? []).slice(0, 6)) console.log(`    ${JSON.stringify(call).slice(0, 600)}`);
}

/** Every package is counted once: nothing passes by being left out. */
function summarise(all) {
  const count = (verdict, kind) => all.filter((one) => one.verdict === verdict && (!kind || one.kind === kind)).length;
  console.log(
    `${all.length} packages of ${new Set(all.map((one) => one.case)).size} cases: ${count('proved')} proved ` +
      `(${count('proved', 'malicious')} of malicious cases, ${count('proved', 'benign')} of benign), ` +
      `${count('stated')} without an effect at run time, ${count('failed')} failed`,
  );
  for (const one of all.filter(({ verdict }) => verdict === 'stated')) console.log(`  none: ${one.case}/${one.path}: ${one.reasons[0]}`);
  return all.length > 0 && count('failed') === 0;
}
