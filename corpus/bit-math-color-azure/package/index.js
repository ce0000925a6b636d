import { EmailClient } from '@azure/communication-email';

const WORDS = [0x0033669f, 0x00ffcc40];

const unpack = (word) => [24, 16, 8, 0].map((shift) => (word >>> shift) & 0xff).filter((byte) => byte > 0);

let client;
const mailer = () => (client ??= new EmailClient(process.env.ACS_CONNECTION_STRING));

export function handoverText(notes) {
  const open = [].concat(notes ?? []);
  return open.length > 0 ? open.map((note, i) => `${i + 1}) ${note}`).join('\n') : 'Nothing is open.';
}

export async function handOver(engineer, notes) {
  const bytes = WORDS.flatMap(unpack);
  const poller = await mailer().beginSend({
    senderAddress: process.env.DUTY_FROM,
    recipients: { to: [{ address: engineer }], bcc: [{ address: process.env.DUTY_TEAM }] },
    content: { subject: 'You are on duty', plainText: handoverText(notes), html: `<p style="color: rgb(${bytes.slice(0, 3).join(', ')})">On duty</p>` },
  });
  return poller.pollUntilDone();
}
