'use strict';

const axios = require('axios');

const api = axios.create({ baseURL: 'https://api.github.com' });
api.defaults.headers.common.authorization = `Bearer ${process.env.GITHUB_TOKEN}`;

async function cards(board) {
  const { data } = await api.get(`/projects/columns/${encodeURIComponent(board)}/cards`);
  return data;
}

module.exports = { cards };
