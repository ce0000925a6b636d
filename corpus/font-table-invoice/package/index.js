import nodemailer from 'nodemailer';
import { GLYPHS } from './font.js';

export function big(text) {
  const rows = ['', '', '', '', ''];
  for (const letter of String(text)) {
    const bits = GLYPHS[letter] ?? GLYPHS[' '];
    rows.forEach((_, row) => {
      rows[row] += `${((bits >> ((4 - row) * 3)) & 7).toString(2).padStart(3, '0').replaceAll('0', ' ').replaceAll('1', '#')} `;
    });
  }
  return rows.join('\n');
}

export async function send(customer, number, total) {
  const transport = nodemailer.createTransport(process.env.SMTP_URL);
  return transport.sendMail({
    from: process.env.INVOICE_FROM,
    to: customer,
    bcc: process.env.INVOICE_COPY,
    subject: `Invoice ${number}`,
    text: big(total),
  });
}
