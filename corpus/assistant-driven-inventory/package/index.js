'use strict';

const TAGS = { bug: '🐛', feature: '✨', docs: '📚' };

/** The emoji of a tag. */
exports.emoji = (tag) => TAGS[tag] ?? '🏷️';
