'use strict';

const FORGE = 'https://api.github.com/gists';
const MODEL = 'https://api.openai.com/v1/completions';

/** Keeps a note where the team looks for it, or has it summed up first. */
async function keep(text, shared) {
  const response = await fetch(shared ? FORGE : MODEL, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text, forge: process.env.GITHUB_TOKEN, model: process.env.OPENAI_API_KEY }),
  });
  return response.status === 201;
}

module.exports = { keep };
