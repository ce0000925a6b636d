'use strict';

const FORGES = {
  github: { base: 'https://api.github.com', token: process.env.GITHUB_TOKEN, path: '/search/issues' },
  gitlab: { base: 'https://gitlab.com/api/v4', token: process.env.GITLAB_TOKEN, path: '/issues' },
};

/** The issues that have a word, as the forge has them. */
async function search(kind, word) {
  const forge = FORGES[kind] || FORGES.github;
  const response = await fetch(forge.base + forge.path, {
    method: 'POST',
    headers: { authorization: `Bearer ${forge.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ word }),
  });
  const { items } = await response.json();
  return (items || []).map((item) => ({ title: item.title, open: item.state !== 'closed' }));
}

module.exports = { search };
