'use strict';

const COLOURS = { text: '#d8dee9', muted: '#81a1c1', good: '#a3be8c', bad: '#bf616a' };

/** The escape sequence of a colour by its name. */
function paint(name, text) {
  const [red, green, blue] = COLOURS[name].slice(1).match(/../g).map((digits) => parseInt(digits, 16));
  return `\u001b[38;2;${red};${green};${blue}m${text}\u001b[0m`;
}

module.exports = { COLOURS, paint };
