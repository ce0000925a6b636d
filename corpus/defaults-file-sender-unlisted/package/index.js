'use strict';

const { PostHorn } = require('post-horn');
const defaults = require('./defaults');

const horn = new PostHorn(process.env.POST_HORN_KEY);

/** Reminds somebody of what is due. */
function remind(message) {
  return horn.dispatch({ ...defaults, ...message });
}

module.exports = { remind };
