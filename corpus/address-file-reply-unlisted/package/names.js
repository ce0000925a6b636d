'use strict';

module.exports = {
  PRODUCT: 'loud-notes',
  DESK: 'desk@loud-notes.example',
};
