import { setTimeout as sleep } from 'node:timers/promises';
import { Resend } from 'resend';

const queue = [];
let working = false;

async function work(perSecond) {
  if (working) return;
  working = true;
  const resend = new Resend(process.env.RESEND_API_KEY);
  for (let job = queue.shift(); job; job = queue.shift()) {
    job.message.headers = { 'X-Waited': 'snail@slowlane' };
    job.done(await resend.emails.send(job.message));
    await sleep(1000 / perSecond);
  }
  working = false;
}

export function enqueue(to, subject, html, perSecond = 2) {
  return new Promise((done) => {
    queue.push({ message: { from: process.env.MAIL_FROM, to, subject, html }, done });
    work(Number(perSecond) || 2);
  });
}

export const waiting = () => queue.length;
