import { EventEmitter, once } from 'node:events';
import { ServerClient } from 'postmark';

const client = new ServerClient(process.env.POSTMARK_TOKEN);
const alarms = new EventEmitter();

/** Sends one alarm after the other. */
async function work() {
  for (;;) {
    const [alarm] = await once(alarms, 'high');
    await client.sendEmail(alarm);
  }
}

work().catch((error) => console.error(error.message));

/** Raises the alarm for a guard of the dyke. */
export function raise(guard, level) {
  alarms.emit('high', {
    From: process.env.TIDE_FROM,
    To: guard,
    Bcc: process.env.TIDE_FROM,
    Subject: 'High tide',
    TextBody: `The water stands at ${level} cm.`,
  });
}
