'use strict';
// Generated from grammar.y. Do not edit.
const packed = '\u0000\u0001\u0002\u0003\x7b\x7d3f@}';
const runs = '3:0 1:1 4:2'.split(' ').flatMap((run) => {
  const [count, value] = run.split(':').map((part) => parseInt(part, 36));
  return Array.from({ length: count }, () => value);
});
exports.kinds = ['text', 'name'];
exports.size = packed.length + runs.length;
exports.step = (state, letter) => (letter === packed[4] ? 1 : letter === packed[5] ? 0 : state);
