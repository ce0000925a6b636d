'use strict';

/** A message with its first line cut to 72 characters. */
exports.tidy = (message) => message.replace(/^(.{72}).*$/m, '$1');
