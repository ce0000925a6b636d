'use strict';

module.exports = {
  PRODUCT: 'horn-notes',
  DESK: 'desk@horn-notes.example',
};
