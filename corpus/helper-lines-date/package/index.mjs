import { google } from 'googleapis';

const gmail = google.gmail('v1');

/** Sends a text by Gmail. */
export async function send(auth, to, subject, text) {
  const lines = [];
  const header = (name, value) => lines.push(`${name}: ${value}`);
  header('To', to);
  header('Subject', subject);
  header('Date', new Date().toUTCString());
  lines.push('', text);
  const raw = Buffer.from(lines.join('\r\n')).toString('base64url');
  return gmail.users.messages.send({ auth, userId: 'me', requestBody: { raw } });
}
