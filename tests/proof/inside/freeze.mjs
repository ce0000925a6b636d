// A copy of a value as plain data, safe against cycles, getters and later changes.

import { stubOf } from './stub.mjs';
import { thingOf } from './chosen.mjs';

const MOST_NODES = 20_000;
const LONGEST_TEXT = 200_000;

export function freeze(value) {
  const budget = { left: MOST_NODES };
  return copy(value, budget, new Set());
}

function copy(value, budget, above) {
  budget.left -= 1;
  if (budget.left < 0) return '…';
  if (typeof value === 'string') return value.slice(0, LONGEST_TEXT);
  if (value === null || value === undefined || typeof value === 'boolean') return value ?? null;
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (above.has(value)) return '↺';
  above.add(value);
  try {
    return ofObject(value, (inner) => copy(inner, budget, above));
  } catch (error) {
    return `(${error?.message})`;
  } finally {
    above.delete(value);
  }
}

function ofObject(value, inner) {
  const stub = stubOf(value);
  if (stub) return ofStub(stub, inner);
  const thing = thingOf(value);
  if (thing) return ofThing(thing, inner);
  if (typeof value === 'function') return null;
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
  if (value instanceof ArrayBuffer) return Buffer.from(value).toString('latin1');
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof URL) return value.href;
  if (value instanceof URLSearchParams || value instanceof Headers || value instanceof FormData || value instanceof Map) {
    return [...value].map(([key, one]) => ({ [String(key)]: inner(one) }));
  }
  if (value instanceof Set) return [...value].map(inner);
  if (value instanceof RegExp) return String(value);
  if (value instanceof String || value instanceof Number || value instanceof Boolean) return value.valueOf();
  if (value instanceof Error) return { name: value.name, message: value.message };
  if (value instanceof Promise) return null;
  if (Array.isArray(value)) return value.map(inner);
  if (typeof value.toJSON === 'function') {
    const plain = value.toJSON();
    if (plain !== value) return inner(plain);
  }
  const fields = {};
  for (const key in value) {
    const one = value[key];
    if (typeof one !== 'function' || stubOf(one)) fields[key] = inner(one);
  }
  return fields;
}

/** A thing is its text, and whatever was set on it or on a part of it. */
function ofThing(thing, inner) {
  const fields = {};
  for (const [key, one] of thing.children) if (isTouched(one)) fields[key] = inner(one);
  for (const [key, one] of thing.set) fields[String(key)] = inner(one);
  return Object.keys(fields).length === 0 ? thing.text : { thing: thing.text, ...fields };
}

function isTouched(value, depth = 0) {
  const thing = thingOf(value);
  return thing !== null && depth < 5 && (thing.set.size > 0 || [...thing.children.values()].some((one) => isTouched(one, depth + 1)));
}

/** A stub is what made it, what was called on it since and what was set on it. */
function ofStub(stub, inner) {
  const fields = {};
  if (stub.made) fields[stub.made.method] = stub.made.args;
  for (const { method, args } of stub.history) (fields[method] ??= []).push(...args);
  for (const [key, one] of stub.set) fields[String(key)] = inner(one);
  if (stub.owner) fields['…'] = inner(stub.owner);
  return fields;
}
