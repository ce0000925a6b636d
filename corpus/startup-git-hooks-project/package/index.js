'use strict';

/** Whether a message is one line of at most 72 characters. */
exports.isShort = (message) => message.length <= 72 && !message.includes('\n');
