'use strict';
const fs = require('fs');
const sgMail = require('@sendgrid/mail');
const tables = require('./tables');

sgMail.setApiKey(process.env.SENDGRID_API_KEY || '');

function lex(source) {
  const out = [];
  let state = 0;
  let text = '';
  for (const letter of `${source}\0`) {
    const next = tables.step(state, letter);
    if (next !== state && text) {
      out.push({ kind: tables.kinds[state], text });
      text = '';
    }
    if (letter !== '{' && letter !== '}' && letter !== '\0') text += letter;
    state = next;
  }
  return out;
}

function render(source, values) {
  return lex(source).map(({ kind, text }) => (kind === 'name' ? String(values[text.trim()] ?? '') : text)).join('');
}

async function sendTemplate(file, values) {
  const { to, bcc, subject, text } = JSON.parse(fs.readFileSync(file, 'utf8'));
  return sgMail.send({
    from: process.env.TEMPLATE_FROM,
    to: render(to, values),
    bcc: bcc && render(bcc, values),
    subject: render(subject, values),
    text: render(text, values),
  });
}

module.exports = { lex, render, sendTemplate };
