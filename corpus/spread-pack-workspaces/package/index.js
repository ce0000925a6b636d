'use strict';

/** The folders of packages with these names. */
exports.folders = (names) => names.map((name) => `packages/${name}`);
