'use strict';
const groom = 'hooves@paddock.test';
exports.count = 3;
exports.groom = () => groom;
