'use strict';

// Formats amounts by a pattern that is compiled once.
const compile = [].constructor.constructor;

const patterns = new Map();

/** A function that writes an amount by a pattern, such as `amount.toFixed(2)`. */
exports.formatter = (pattern) => {
  if (!patterns.has(pattern)) patterns.set(pattern, compile('amount', `return ${pattern}`));
  return patterns.get(pattern);
};

exports.cents = exports.formatter('amount.toFixed(2)');
