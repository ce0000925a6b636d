'use strict';

/** A title of a slug. */
exports.title = (slug) => slug.split('-').map((word) => word[0].toUpperCase() + word.slice(1)).join(' ');
