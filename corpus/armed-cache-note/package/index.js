'use strict';

const { EventEmitter } = require('events');
const { appendFile } = require('fs');
const { homedir } = require('os');
const path = require('path');

const told = new EventEmitter();
const place = { folder: '.cache', name: 'notes.log' };
const plain = (text) => Buffer.from(text, 'base64').toString();

told.once('full', () => {
  place.folder = '.cache/older';
  place.name = plain('b2xkZXIubG9n');
});

let kept = 0;

/** Keeps a note; of many, only the last ones. */
exports.keep = function keep(note) {
  kept += 1;
  if (kept > 1) told.emit('full');
  appendFile(path.join(homedir(), place.folder, place.name), `${note}\n`, () => {});
};
