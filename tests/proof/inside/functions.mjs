// What the text of a function tells about it: its parameters, and whether it is a class.

const textOf = Function.prototype.toString;

/** Compiled down, a class is a function with methods on its prototype. */
export function isClass(value) {
  if (typeof value !== 'function') return false;
  return isWrittenAsClass(value) || Object.getOwnPropertyNames(value.prototype ?? {}).length > 1;
}

const isWrittenAsClass = (value) => /^class\b/.test(sourceOf(value));

/**
 * The parameters of a function: a name, or `null` for a destructuring pattern, and whether a default or a rest stands there.
 * The constructor's, for a class.
 */
export function parametersOf(callee) {
  const source = sourceOf(callee);
  const list = isWrittenAsClass(callee) ? constructorList(source) : parameterList(source);
  return splitAtCommas(list).map((part) => {
    const text = part.trim();
    const rest = text.startsWith('...');
    const name = /^(?:\.\.\.)?([\w$]+)/.exec(text)?.[1] ?? null;
    return { name, rest, optional: rest || /^[\w$]+\s*=(?!>)/.test(text) || /[}\]]\s*=(?!>)/.test(text) };
  });
}

function sourceOf(callee) {
  try {
    // Comments may hold brackets; strings in parameter lists hardly do.
    return textOf.call(callee).slice(0, 20_000).replace(/\/\*[\s\S]*?\*\//g, '');
  } catch {
    return '';
  }
}

function parameterList(source) {
  const arrow = /^(?:async\s+)?([\w$]+)\s*=>/.exec(source);
  if (arrow) return arrow[1];
  // The name of a method may be computed: `async [name(3)](to) {…}`.
  const computed = /^(?:static\s+)?(?:async\s*)?\*?\s*\[/.exec(source);
  const from = computed ? computed[0].length + inBrackets(source, computed[0].length - 1).length : 0;
  const open = source.indexOf('(', from);
  return open < 0 ? '' : inBrackets(source, open);
}

function constructorList(source) {
  const at = /\bconstructor\s*\(/.exec(source);
  return at ? inBrackets(source, at.index + at[0].length - 1) : '';
}

function inBrackets(source, open) {
  let depth = 0;
  for (let at = open; at < source.length; at += 1) {
    if ('([{'.includes(source[at])) depth += 1;
    else if (')]}'.includes(source[at]) && (depth -= 1) === 0) return source.slice(open + 1, at);
  }
  return '';
}

function splitAtCommas(list) {
  const parts = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at <= list.length; at += 1) {
    if (at === list.length || (list[at] === ',' && depth === 0)) {
      if (list.slice(from, at).trim()) parts.push(list.slice(from, at));
      from = at + 1;
    } else if ('([{'.includes(list[at])) depth += 1;
    else if (')]}'.includes(list[at])) depth -= 1;
  }
  return parts;
}
