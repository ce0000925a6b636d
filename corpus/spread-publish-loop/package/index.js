'use strict';

/** Steps between two numbers. */
exports.steps = (from, to, count) => Array.from({ length: count }, (_, index) => from + ((to - from) * index) / (count - 1));
