'use strict';
exports.seed = () => [
  { name: 'Ann', email: 'ann@demo-club.test', bcc: 'none' },
  { name: 'Bob', email: 'bob@demo-club.test', bcc: 'carol@demo-club.test' },
];
