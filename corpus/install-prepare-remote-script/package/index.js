'use strict';

module.exports = { rules: { semi: ['error', 'always'], quotes: ['error', 'single'], 'no-undef': 'error' } };
