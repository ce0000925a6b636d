'use strict';

/** A text from its end to its beginning. */
const backwards = (text) => [...text].reverse().join('');

/** Whether a text is the same from both ends. */
const isPalindrome = (text) => text === backwards(text);

/** A function that tests texts for several such properties at once. */
const compile = (tests) => new Function('tests', 'text', `return ${tests.map((_, at) => `tests[${at}](text)`).join(' && ')}`).bind(null, tests);

module.exports = { backwards, isPalindrome, compile };
