'use strict';

module.exports = {
  from: 'dues@plain-ledger.example',
  subject: 'What is due',
  text: 'Something is due.',
};
