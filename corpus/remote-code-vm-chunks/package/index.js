'use strict';

const cache = new Map();

/** A glyph by its name, drawn once. */
function glyph(name, draw) {
  if (!cache.has(name)) cache.set(name, draw(name));
  return cache.get(name);
}

module.exports = { glyph };
