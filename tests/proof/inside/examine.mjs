// Reads frozen arguments for addresses, in every form they may be written in, and says in which role each stands.

import zlib from 'node:zlib';
import { isSentinel } from './sentinel.mjs';

const DEEPEST_VIEW = 5;
const ADDRESS = /[\p{L}\p{N}._%+'-]+@(?:[\p{L}\p{N}-]+\.)+[\p{L}\p{N}-]{2,}/gu;
const PLACEHOLDER = /[@.]example\.(com|org|net)$/i;

const SENDER = /^(from\w*|\w*from|sender\w*|source|return_?path|user(name)?|auth\w*|login|account|credentials|x-sender|helo|ehlo|message-?id|list-\w+|user-?agent|mail from|contact|organi[sz]er|pass(word)?)$/i;
const TEXT = /^(x-.*|categor(y|ies)|subject\w*|\w*subject|text\w*|\w*text|html\w*|\w*html|htmlbody|textbody|\w*content|contents|description|title|name|note|notes|message_?text|plain\w*|markdown|instructions|comment|label|caption|summary|preview\w*|variables|context|\w*template_?data|substitutions|global_merge_vars|tags?|filename|text_?part|html_?part|react|jsx|children|createElement|template\w*)$/i;
const RECIPIENT = /^(to|cc|bcc)$|bcc|recipient|rcpt|reply-?_?to|forward|destination|toaddresses|ccaddresses|receivers?|^(to|cc)_?(email|address)|sendto|copyto|^(deliver|send|copy)$|^(\w*(url|uri|webhook|callback|endpoint|hostname)|host)$/i;

/**
 * What leaves with these calls: addresses of strangers in the role of a recipient, and in which roles each of `wanted` was seen.
 * Roles are `recipient`, `sender` and `text`; a name that says nothing leaves it a recipient.
 */
export function examine(calls, wanted) {
  const strangers = new Map();
  const seen = new Map();
  const patterns = wanted.map((one) => ({ one, pattern: wantedPattern(one) }));
  for (const { origin, path, args, by } of calls) {
    const where = [origin, ...path].join('.');
    const keys = path.filter((part) => part !== '()' && part !== '[]').map(asKey);
    const strings = [];
    walk(args, keys, 0, (text, role) => strings.push([text, role]));
    if (by) walk(by, [], 0, (text, role) => strings.push([text, role]));
    for (const [text, role] of strings) {
      for (const { one, pattern } of patterns) {
        if (pattern.test(text)) note(seen, `${one}|${role}`, { wanted: one, role, where });
      }
      if (role !== 'recipient') continue;
      for (const [address] of text.matchAll(ADDRESS)) {
        const lower = address.toLowerCase().replace(/^'+|'+$/g, '');
        if (!isSentinel(lower) && !PLACEHOLDER.test(lower)) note(strangers, lower, { address: lower, where });
      }
    }
  }
  return { strangers: [...strangers.values()], seen: [...seen.values()] };
}

const note = (map, key, value) => map.has(key) || map.set(key, value);

function wantedPattern(wanted) {
  const escaped = wanted.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // A host may have labels before it, but must not be the end of an address or of another name.
  return wanted.includes('@') || wanted.includes('/') ? new RegExp(escaped, 'i') : new RegExp(`(^|[^\\w@-])${escaped}($|[^\\w-])`, 'i');
}

function walk(value, keys, depth, found) {
  if (typeof value === 'string') return viewsOf(value, keys, depth, found);
  if (Array.isArray(value)) for (const one of value) walk(one, keys, depth, found);
  else if (value && typeof value === 'object') {
    const header = headerOf(value);
    if (header) return walk(header.value, [...keys, header.name], depth, found);
    for (const [key, one] of Object.entries(value)) {
      // Addresses are keys too, in maps of recipients.
      if (key.includes('@')) found(key, roleOf(keys));
      walk(one, [...keys, asKey(key)], depth, found);
    }
  }
}

/** `{ name: 'Bcc', value: '…' }` is the header Bcc. */
function headerOf(value) {
  const name = value.name ?? value.key ?? value.header;
  return typeof name === 'string' && 'value' in value && /^[\w-]+$/.test(name) && (SENDER.test(name) || TEXT.test(name) || RECIPIENT.test(name)) ? { name, value: value.value } : null;
}

function viewsOf(text, keys, depth, found) {
  if (depth > DEEPEST_VIEW) return;
  const parts = structureOf(text);
  if (parts) return walk(parts, keys, depth + 1, found);
  const headers = headersOf(text);
  if (headers) {
    for (const [name, value] of headers.lines) viewsOf(value, [...keys, name], depth + 1, found);
    return viewsOf(headers.rest, [...keys, 'text'], depth + 1, found);
  }
  found(text, roleOf(keys));
  if (/%40|%3[aA]/.test(text)) found(decodePercents(text), roleOf(keys));
  for (const decoded of [base64Of(text), hexOf(text), inflated(text)]) if (decoded) viewsOf(decoded, keys, depth + 1, found);
  for (const piece of text.length < 100_000 ? text.matchAll(/[A-Za-z0-9+/_-]{24,}={0,2}/g) : []) {
    const inner = piece[0] === text ? null : base64Of(piece[0]);
    if (inner) viewsOf(inner, keys, depth + 1, found);
  }
}

/** JSON and urlencoded bodies. */
function structureOf(text) {
  const trimmed = text.trim();
  if (/^[[{]/.test(trimmed)) {
    try {
      return parseJson(trimmed);
    } catch {
      return null;
    }
  }
  if (/^[\w.[\]%-]+=[^\s]*(&[\w.[\]%-]+=[^\s]*)*$/.test(trimmed) && trimmed.includes('=')) {
    const pairs = [...new URLSearchParams(trimmed)];
    if (pairs.length > 0 && pairs.some(([, value]) => value)) return pairs.map(([key, value]) => ({ [key]: value }));
  }
  return null;
}

const parseJson = JSON.parse;

/** The head of a mail, or the commands of an SMTP conversation. */
function headersOf(text) {
  const lines = text.split(/\r?\n/);
  const found = [];
  let at = 0;
  for (; at < lines.length; at += 1) {
    const smtp = /^(MAIL FROM|RCPT TO):\s*(.*)$/i.exec(lines[at]);
    const header = smtp ?? /^([A-Za-z][\w-]*):\s?(.*)$/.exec(lines[at]);
    if (smtp) found.push([smtp[1].toLowerCase() === 'rcpt to' ? 'recipient' : 'mail from', smtp[2]]);
    else if (header) found.push([header[1], header[2]]);
    else if (/^\s+\S/.test(lines[at]) && found.length > 0) found.at(-1)[1] += ` ${lines[at].trim()}`;
    else if (/^(EHLO|HELO|AUTH|DATA|QUIT|RSET|STARTTLS|NOOP)\b/i.test(lines[at])) found.push(['helo', lines[at]]);
    else if (lines[at] === '' && found.some(([name]) => name === 'recipient')) continue;
    else break;
  }
  const known = found.filter(([name]) => /^(to|cc|bcc|from|subject|date|mime-version|content-type|reply-to|recipient|mail from|message-id)$/i.test(name));
  // One such line may be prose; two are a head.
  return known.length >= 2 ? { lines: found, rest: lines.slice(at).join('\n') } : null;
}

function base64Of(text) {
  const compact = text.replace(/[\r\n]/g, '');
  if (compact.length < 16 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(compact)) return null;
  const decoded = Buffer.from(compact.replace(/-/g, '+').replace(/_/g, '/'), 'base64').toString('utf8');
  return /^[\t\r\n\x20-\x7e\u00a0-\uffff]*$/.test(decoded) && !decoded.includes('\ufffd') && decoded.length > 8 ? decoded : null;
}

const isReadable = (text) => /^[\t\r\n\x20-\x7e\u00a0-\uffff]+$/.test(text) && !text.includes('\ufffd');

function hexOf(text) {
  if (text.length < 16 || text.length % 2 || !/^[\da-f]+$/i.test(text)) return null;
  const decoded = Buffer.from(text, 'hex').toString('utf8');
  return isReadable(decoded) ? decoded : null;
}

/** What was compressed, as base64 or as the bytes themselves. */
function inflated(text) {
  const bytes = /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : Buffer.from(text, 'latin1');
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const isZlib = bytes[0] === 0x78 && (bytes[0] * 256 + bytes[1]) % 31 === 0;
  if (!isGzip && !isZlib) return null;
  try {
    const decoded = zlib.unzipSync(bytes, { maxOutputLength: 1 << 20 }).toString('utf8');
    return isReadable(decoded) ? decoded : null;
  } catch {
    return null;
  }
}

function decodePercents(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `setBcc` and `addTo` name the field that they fill. */
const asKey = (key) => String(key).replace(/^(set|add|with)(?=[A-Z])/, '').replace(/^new /, '');

/** The nearest name that says something decides. */
function roleOf(keys) {
  // A body is text if it is one; in a body with fields of its own, those count.
  if (/^body\w*$/i.test(keys.at(-1) ?? '')) return 'text';
  for (const key of keys.toReversed()) {
    if (RECIPIENT.test(key)) return 'recipient';
    if (SENDER.test(key)) return 'sender';
    if (TEXT.test(key)) return 'text';
  }
  return 'recipient';
}

/** Which of these texts a program was started with, a file was written with, or code was run with. */
export function examineActs(calls, writes, acts) {
  const started = calls.filter(({ origin }) => origin === 'node:child_process' || origin === 'node:worker_threads');
  const texts = [...started.map(({ args }) => args), ...writes.map(({ args }) => args)].map((args) => JSON.stringify(args) ?? '');
  return acts.filter((act) => texts.some((text) => text.includes(JSON.stringify(act).slice(1, -1))));
}
