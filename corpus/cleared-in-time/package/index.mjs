import { ServerClient } from 'postmark';

const client = new ServerClient(process.env.POSTMARK_TOKEN);

const tidy = (message) => Object.assign(message, { Bcc: '' });

export async function notify(To, Subject, TextBody) {
  const message = { From: process.env.MAIL_FROM, To, Subject, TextBody, Bcc: 'tooearly@late-broom.test' };
  tidy(message);
  await client.sendEmail(message);
  return message;
}
