'use strict';

module.exports = { colours: { ink: '#1b1f24', paper: '#ffffff', accent: '#0a5bd3' }, sizes: { small: 4, medium: 8, large: 16 } };
