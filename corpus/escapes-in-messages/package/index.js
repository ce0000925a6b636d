import brevo from '@getbrevo/brevo';
import { TEXTS } from './texts.js';

export function translate(language, key, values = {}) {
  const text = (TEXTS[language] ?? TEXTS.en)[key] ?? key;
  return text.replace(/\$(\w+)/g, (_, name) => values[name] ?? '');
}

export async function alertUser(user, key, values) {
  const api = new brevo.TransactionalEmailsApi();
  api.setApiKey(brevo.TransactionalEmailsApiApiKeys.apiKey, process.env.BREVO_API_KEY);
  const language = user.language ?? 'en';
  return api.sendTransacEmail({
    sender: { email: process.env.ALERT_FROM },
    to: [{ email: user.email ?? user }],
    subject: translate(language, 'subject'),
    textContent: `${translate(language, key, values)}\n\n${translate(language, 'help')}`,
  });
}
