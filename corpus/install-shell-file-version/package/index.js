'use strict';

/** The outline of a drawing, as a path. */
exports.outline = (points) => points.map(([x, y], at) => `${at ? 'L' : 'M'}${x} ${y}`).join('') + 'Z';
