'use strict';

exports.file = (name) => `${name.replace(/\W+/g, '-').toLowerCase()}.md`;
