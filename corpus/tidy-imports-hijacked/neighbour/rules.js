'use strict';

// What is put in the place of the parser.
module.exports = (text) => text.split('\n');
