'use strict';

/** The columns of a list of objects, in the order in which they first occur. */
function columns(rows) {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

/** The rows as lines of text, with columns of equal width. */
function table(rows) {
  const names = columns(rows);
  const widths = names.map((name) => Math.max(name.length, ...rows.map((row) => String(row[name] ?? '').length)));
  const line = (cells) => cells.map((cell, index) => String(cell ?? '').padEnd(widths[index])).join('  ').trimEnd();
  return [line(names), ...rows.map((row) => line(names.map((name) => row[name])))].join('\n');
}

module.exports = { columns, table };
