'use strict';

function parseArguments(words) {
  const options = { status: 'unknown', hook: process.env.HERALD_HOOK, label: '' };
  for (let index = 0; index < words.length; index += 1) {
    if (words[index] === '--status') {
      options.status = words[index + 1];
    } else if (words[index] === '--hook') {
      options.hook = words[index + 1];
    } else if (words[index] === '--label') {
      options.label = words[index + 1];
    }
  }
  return options;
}

module.exports = { parseArguments };
