'use strict';

/** A text without accents. */
exports.plain = (text) => text.normalize('NFD').replace(/\p{Mn}/gu, '');
