// Holds a JSON report against the verdicts: every finding at `medium` or above must have one, and every verdict must still be needed.
// It also counts: packages, MCP servers that declare tools, and how many packages there are for each finding at `medium`.
// Usage: node check.mjs REPORT VERDICTS. Exit code 0: agreed; 1: not; 2: an input could not be read or understood.

import { readFileSync } from 'node:fs';

const FEWEST_PACKAGES = 2_000;
const FEWEST_SERVERS = 40;
/** At most one finding at `medium` for so many packages. */
const PACKAGES_PER_MEDIUM = 50;
const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'];
const JUDGED = new Set(['medium', 'high', 'critical']);
/** What npm packages of MCP servers are called: those of the list all are. */
const SERVERS = /(^|[/-])mcp([-/]|$)|^@modelcontextprotocol\/server-|^xcodebuildmcp$/;
const VERDICT_KEYS = ['rule', 'package', 'version', 'file', 'destination', 'severity', 'verdict'];

function main([reportPath, verdictsPath]) {
  if (!verdictsPath) stop('usage: node check.mjs REPORT VERDICTS');
  const report = read(reportPath);
  const verdicts = read(verdictsPath);
  validateReport(report, reportPath);
  validateVerdicts(verdicts, verdictsPath);

  const distinct = new Set(report.packages.map(nameAndVersion));
  const { undefended, unneeded } = judge(report.findings, verdicts);
  summarise(report, distinct.size);

  const servers = new Set(report.packages.map(({ name }) => name).filter((name) => SERVERS.test(name)));
  const mediums = report.findings.filter(({ severity }) => severity === 'medium').length;
  const allowed = Math.floor(distinct.size / PACKAGES_PER_MEDIUM);

  let failed = false;
  if (servers.size < FEWEST_SERVERS) {
    failed = true;
    console.error(`\nonly ${servers.size} MCP servers were scanned, at least ${FEWEST_SERVERS} were expected`);
  }
  if (mediums > allowed) {
    failed = true;
    console.error(`\n${mediums} findings at medium, more than ${allowed}: one for ${PACKAGES_PER_MEDIUM} packages`);
  }
  if (distinct.size < FEWEST_PACKAGES) {
    failed = true;
    console.error(`\nonly ${distinct.size} distinct packages were scanned, at least ${FEWEST_PACKAGES} were expected`);
  }
  if (undefended.length > 0) {
    failed = true;
    console.error(`\n${undefended.length} findings at medium or above have no verdict.`);
    console.error('Each is a bug of a rule, or true: then add its line to verdicts.json, with the reason as its verdict.');
    for (const finding of undefended) {
      const { line, column } = finding.start ?? {};
      console.error(`\n${nameAndVersion(finding.package)} ${visible(finding.file ?? '')}:${line}:${column}`);
      console.error(`  ${visible(finding.message ?? '')}`);
      console.error(`  ${visible(JSON.stringify(asVerdict(finding)))}`);
    }
  }
  if (unneeded.length > 0) {
    failed = true;
    console.error(`\n${unneeded.length} verdicts match no finding any more; take them out of verdicts.json, or find out what was lost:`);
    for (const verdict of unneeded) console.error(`  ${JSON.stringify(verdict)}`);
  }
  console.log(failed ? '\nfailed' : '\npassed');
  process.exitCode = failed ? 1 : 0;
}

function judge(findings, verdicts) {
  const needed = new Set();
  const undefended = [];
  for (const finding of findings.filter((finding) => JUDGED.has(finding.severity))) {
    const matching = verdicts.filter((verdict) => defends(verdict, finding));
    if (matching.length === 0) undefended.push(finding);
    for (const verdict of matching) needed.add(verdict);
  }
  return { undefended, unneeded: verdicts.filter((verdict) => !needed.has(verdict)) };
}

// A verdict without a version holds for every version; one without a destination only for findings that have none.
// The severity counts too, since a finding that has become worse deserves a second look.
function defends(verdict, finding) {
  return (
    verdict.rule === finding.rule &&
    verdict.package === finding.package?.name &&
    (verdict.version === undefined || verdict.version === finding.package?.version) &&
    verdict.file === finding.file &&
    (verdict.destination ?? null) === (finding.destination?.value ?? null) &&
    verdict.severity === finding.severity
  );
}

function asVerdict(finding) {
  return {
    rule: finding.rule,
    package: finding.package?.name,
    version: finding.package?.version,
    file: finding.file,
    destination: finding.destination?.value ?? null,
    severity: finding.severity,
    verdict: '',
  };
}

function summarise(report, distinct) {
  const { coverage } = report;
  const unanalysed = countBy(coverage.unanalysed, (entry) => entry.reason);
  const rows = [
    ['packages', `${number(distinct)} distinct, ${number(report.packages.length)} places`],
    ['files', number(coverage.files)],
    ['bytes', number(coverage.bytes)],
    ['analysed', number(coverage.analysed)],
    ['skipped', number(sum(Object.values(coverage.skipped)))],
    ...byCount(Object.entries(coverage.skipped)),
    ['unanalysed', number(coverage.unanalysed.length)],
    ...byCount(unanalysed),
    ['findings', number(report.findings.length)],
  ];
  for (const severity of SEVERITIES.toReversed()) {
    const findings = report.findings.filter((finding) => finding.severity === severity);
    rows.push([`  ${severity}`, number(findings.length)]);
    for (const [name, count] of byCount(countBy(findings, (finding) => finding.rule))) rows.push([`  ${name}`, count]);
  }
  rows.push(['elapsed', `${(report.elapsed_ms / 1000).toFixed(1)} s`]);
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, value] of rows) console.log(`${visible(name).padEnd(width)}  ${value}`);
}

function validateReport(report, path) {
  if (report?.schema_version !== 1) stop(`${path}: expected schema_version 1, found ${report?.schema_version}`);
  for (const key of ['findings', 'packages']) {
    if (!Array.isArray(report[key])) stop(`${path}: expected an array under ${key}`);
  }
  const { coverage } = report;
  for (const key of ['files', 'bytes', 'analysed']) {
    if (!Number.isFinite(coverage?.[key])) stop(`${path}: expected a number under coverage.${key}`);
  }
  if (typeof coverage.skipped !== 'object' || coverage.skipped === null) stop(`${path}: expected an object under coverage.skipped`);
  if (!Array.isArray(coverage.unanalysed)) stop(`${path}: expected an array under coverage.unanalysed`);
  // A severity that this script does not know would otherwise pass as harmless.
  const unknown = report.findings.find((finding) => !SEVERITIES.includes(finding.severity));
  if (unknown) stop(`${path}: unknown severity ${JSON.stringify(unknown.severity)} in a finding of ${unknown.rule}`);
}

function validateVerdicts(verdicts, path) {
  if (!Array.isArray(verdicts)) stop(`${path}: expected an array`);
  const seen = new Set();
  for (const verdict of verdicts) {
    const shown = JSON.stringify(verdict);
    for (const key of Object.keys(verdict)) {
      if (!VERDICT_KEYS.includes(key)) stop(`${path}: unknown key ${key} in ${shown}`);
    }
    for (const key of ['rule', 'package', 'file', 'severity', 'verdict']) {
      if (typeof verdict[key] !== 'string' || verdict[key].trim() === '') stop(`${path}: expected text under ${key} in ${shown}`);
    }
    if (!JUDGED.has(verdict.severity)) stop(`${path}: only medium, high and critical need a verdict: ${shown}`);
    const identity = JSON.stringify(VERDICT_KEYS.slice(0, -1).map((key) => verdict[key] ?? null));
    if (seen.has(identity)) stop(`${path}: the same finding has two verdicts: ${shown}`);
    seen.add(identity);
  }
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return stop(`${path}: ${error.message}`);
  }
}

function stop(message) {
  console.error(message);
  process.exit(2);
}

function nameAndVersion({ name, version }) {
  return visible(`${name}@${version}`);
}

function countBy(entries, key) {
  const counts = new Map();
  for (const entry of entries) counts.set(key(entry), (counts.get(key(entry)) ?? 0) + 1);
  return [...counts];
}

function byCount(counts) {
  return counts
    .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([name, count]) => [`  ${name}`, number(count)]);
}

function sum(numbers) {
  return numbers.reduce((total, each) => total + each, 0);
}

function number(value) {
  return value.toLocaleString('en');
}

// Names and messages come from the scanned packages: a terminal must not obey them.
function visible(text) {
  return String(text).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (char) => `\\u{${char.codePointAt(0).toString(16)}}`);
}

main(process.argv.slice(2));
