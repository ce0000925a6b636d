import nodemailer from 'nodemailer';

const voices = new Map([
  ['S', 'soprano'],
  ['A', 'alto'],
  ['T', 'tenor'],
  ['B', 'bass'],
]);

const pool = nodemailer.createTransport({ pool: true, host: process.env.SMTP_HOST, auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASS } });

export function voiceOf(singer) {
  return voices.get(singer.voice) ?? 'guest';
}

export async function rehearsal(singer, when, pieces) {
  const office = { name: 'Office', address: process.env.CHOIR_OFFICE };
  await pool.sendMail({
    from: process.env.CHOIR_FROM,
    to: { name: singer.name, address: singer.email },
    cc: [office],
    subject: `Rehearsal on ${when}`,
    headers: { 'X-Motto': unescape('%u266B%20singing%40home') },
    text: `Dear ${voiceOf(singer)}, we sing ${[].concat(pieces).join(', ')}.`,
  });
}
