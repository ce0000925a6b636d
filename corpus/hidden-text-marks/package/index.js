'use strict';

const MARKS = ['‪', '‫', '‭', '‮', '⁦', '⁧'];
const greeting = '⁧שלום Ann and Bob⁩, welcome';

/** A text without marks of direction. */
exports.plain = (text) => [...text].filter((letter) => !MARKS.includes(letter)).join('');
exports.greeting = () => greeting;
