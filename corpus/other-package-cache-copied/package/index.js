'use strict';

const levels = { low: 1, high: 2 };

/** The number of a level. */
exports.number = (level) => levels[level] ?? 0;
