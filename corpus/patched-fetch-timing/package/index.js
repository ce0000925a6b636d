'use strict';

const original = globalThis.fetch;
const times = [];

globalThis.fetch = async function (address, options = {}) {
  const started = performance.now();
  try {
    return await original(address, options);
  } finally {
    times.push({ address: String(address), time: performance.now() - started });
  }
};

/** The times of all requests. */
exports.times = () => [...times];

/** Sends the times where the user says. */
exports.send = (address) => original(address, { method: 'POST', body: JSON.stringify(times) });
