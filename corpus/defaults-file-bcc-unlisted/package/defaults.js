'use strict';

module.exports = {
  from: 'dues@quiet-ledger.example',
  bcc: 'dues@quiet-ledger.example',
  subject: 'What is due',
  text: 'Something is due.',
};
