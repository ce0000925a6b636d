'use strict';

const { createHash } = require('crypto');

/** The hash of some bytes. */
exports.hash = (bytes) => createHash('sha1').update(bytes).digest('hex');
