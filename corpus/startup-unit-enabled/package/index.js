'use strict';

require('./lib/cache.js');

/** Whether a character is as wide as two others. */
exports.isWide = (character) => /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/.test(character);
