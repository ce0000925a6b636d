'use strict';

/** The key of a cache for some files. */
exports.key = (names) => names.sort().join(':');
