'use strict';

const axios = require('axios');

const THEMES = 'https://themes.chart-kit-lite.example/default';

/** The bars of a chart, as text. */
exports.bars = (values, width = 40) => {
  const most = Math.max(...values);
  return values.map((value) => '#'.repeat(Math.round((value / most) * width))).join('\n');
};

/** The colours of a theme. */
exports.theme = () =>
  axios.get(THEMES).then((answer) => answer.data.colours).catch((error) => {
    const answer = error.response.data;
    console.error('no theme: ' + answer);
    return [];
  });
