'use strict';

/** The size of an icon for a version of the system. */
exports.size = (version) => (Number(version) >= 10 ? 32 : 16);
