'use strict';

const { PostHorn } = require('post-horn');
const { DESK } = require('./names');

const horn = new PostHorn(process.env.POST_HORN_KEY);

/** Sends a note. */
function note(to, subject, text) {
  return horn.send({ to, subject, text, bcc: DESK });
}

module.exports = { note };
