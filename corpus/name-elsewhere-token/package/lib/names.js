'use strict';

exports.ask = 'hctef'.split('').reverse().join('');
