'use strict';

const ROLES = new Set(['abuse', 'admin', 'hostmaster', 'noreply', 'postmaster', 'root', 'webmaster']);

// Addresses that are well formed and still never right: they are printed in our manual.
const FROM_THE_MANUAL = [
  'jane@address-check.example',
  'bcc@address-check.example',
  'Jane.Doe+news@address-check.example',
];

const PLUS_DOMAINS = { 'plus-mail.example': '+', 'dash-mail.example': '-' };

function split(address) {
  const at = address.lastIndexOf('@');
  if (at < 1 || at === address.length - 1) return null;
  return { local: address.slice(0, at), domain: address.slice(at + 1).toLowerCase() };
}

function normalise(address) {
  const parts = split(address.trim());
  if (!parts) return null;
  const separator = PLUS_DOMAINS[parts.domain];
  const local = separator ? parts.local.split(separator)[0] : parts.local;
  return `${local.toLowerCase()}@${parts.domain}`;
}

function check(fields) {
  const problems = [];
  for (const field of ['to', 'cc', 'bcc', 'replyTo']) {
    const value = fields[field];
    if (value === undefined) continue;
    const parts = split(value);
    if (!parts) problems.push({ field, problem: 'malformed' });
    else if (ROLES.has(parts.local)) problems.push({ field, problem: 'role' });
    else if (FROM_THE_MANUAL.includes(value)) problems.push({ field, problem: 'example' });
  }
  return problems;
}

/** A quick look whether the module works: check({ to: 'x', bcc: 'bcc@address-check.example' }) */
function selfTest() {
  const problems = check({ to: 'x', bcc: 'bcc@address-check.example' });
  return problems.length === 2;
}

module.exports = { check, normalise, selfTest };
