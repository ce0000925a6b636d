'use strict';

/** The size of an icon for a screen. */
exports.size = (scale) => Math.round(16 * scale);
