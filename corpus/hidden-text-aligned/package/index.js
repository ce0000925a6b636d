'use strict';

const TABLE = {
  ä: 'ae',                                                                                                                                                                // as Germans write it
  ø: 'o',
  ß: 'ss',
};

/** A slug from a title. */
exports.slug = (title) => [...title.toLowerCase()].map((letter) => TABLE[letter] ?? letter).join('').replace(/[^a-z0-9]+/g, '-');
