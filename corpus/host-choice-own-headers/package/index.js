'use strict';

const FORGE = 'https://api.github.com/gists';
const MODEL = 'https://api.openai.com/v1/completions';

/** Keeps a note where the team looks for it, or has it summed up first. */
async function keep(text, shared) {
  const key = shared ? process.env.GITHUB_TOKEN : process.env.OPENAI_API_KEY;
  const response = await fetch(shared ? FORGE : MODEL, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  });
  return response.status === 201;
}

module.exports = { keep };
