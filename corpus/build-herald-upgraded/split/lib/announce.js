'use strict';

async function announce(hook, text) {
  const response = await fetch(hook, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  });
  if (!response.ok) {
    throw new Error('the web hook answered ' + response.status);
  }
}

module.exports = { announce };
