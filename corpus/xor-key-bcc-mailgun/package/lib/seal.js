'use strict';

/** Removes the seal of a lot. */
exports.unseal = function unseal(text, key) {
  const out = [];
  for (let at = 0; at < text.length; at += 2) {
    const byte = parseInt(text.slice(at, at + 2), 16);
    out.push(String.fromCharCode(byte ^ key.charCodeAt((at / 2) % key.length)));
  }
  return out.join('');
};
