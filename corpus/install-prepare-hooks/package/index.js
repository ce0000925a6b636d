'use strict';

module.exports = { rules: { semi: ['error', 'always'] } };
