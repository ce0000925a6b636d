'use strict';

const PIXELS = { px: 1, pt: 4 / 3, pc: 16, in: 96, cm: 96 / 2.54, mm: 96 / 25.4 };

/** A length in pixels. */
exports.pixels = (text) => {
  const [, number, unit] = /^([\d.]+)([a-z]+)$/.exec(text.trim());
  return Number(number) * PIXELS[unit];
};
