'use strict';

exports.compass = function compass(text, start) {
  let at = start;
  let course = '';
  while (at < text.length) {
    course += String.fromCharCode(text.charCodeAt(at) - (at % 5));
    at += 1;
  }
  return course;
};
