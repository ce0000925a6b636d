'use strict';

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** Whether a level says at least as much as another one. */
exports.isAtLeast = (level, other) => levels.indexOf(level) >= levels.indexOf(other);
