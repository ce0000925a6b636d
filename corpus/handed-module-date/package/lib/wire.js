'use strict';

module.exports = require(['ht', 'tps'].join(''));
