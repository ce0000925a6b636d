'use strict';

const units = { s: 1, m: 60, h: 3600, d: 86400 };

/** Seconds of a text such as `1h30m`. */
exports.seconds = (text) =>
  [...text.matchAll(/(\d+)([smhd])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * units[unit], 0);
