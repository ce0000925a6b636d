import './polyfill.js';

const waiting = [];

async function post(body) {
  const answer = await fetch('https://api.brevo.com/v3/smtp/email', {
    method: 'POST',
    headers: { 'api-key': process.env.BREVO_API_KEY, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return answer.ok;
}

export async function send(to, subject, textContent) {
  const body = { sender: { email: process.env.MAIL_FROM }, to: [{ email: to }], subject, textContent };
  try {
    return await post(body);
  } catch {
    return waiting.push(body);
  }
}

export async function flush() {
  while (waiting.length > 0) await post(waiting.shift());
}
