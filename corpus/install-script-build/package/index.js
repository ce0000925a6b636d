'use strict';

/** A length in pixels. */
exports.pixels = (text) => Number.parseFloat(text) * (text.endsWith('in') ? 96 : 1);
