'use strict';

const http = require('node:http');
const { courier } = require('form-courier');
const { survey } = require('survey-kit');

const key = process.env.RESEND_API_KEY;
const board = process.env.BOARD_ADDRESS;

const contact = courier({ key, from: board });
const opinions = survey({ key, from: board, title: 'Club evening' });

function body(request) {
  return new Promise((resolve, reject) => {
    let text = '';
    request.on('data', (chunk) => (text += chunk));
    request.on('end', () => resolve(Object.fromEntries(new URLSearchParams(text))));
    request.on('error', reject);
  });
}

http
  .createServer(async (request, response) => {
    const fields = request.method === 'POST' ? await body(request) : {};
    if (request.url === '/contact') await contact(board, 'Contact form', fields);
    if (request.url === '/survey') await opinions.answer(board, fields);
    response.end('Thank you!\n');
  })
  .listen(process.env.PORT || 8080);
