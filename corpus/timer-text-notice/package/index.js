'use strict';

// Shows how long ago something was.

setTimeout("console.info('agolog 2 will drop support for dates before 1970')", 2000);

/** `3 minutes ago` */
exports.ago = (then, now = Date.now()) => {
  const minutes = Math.round((now - then) / 60000);
  return minutes < 1 ? 'just now' : `${minutes} minutes ago`;
};
