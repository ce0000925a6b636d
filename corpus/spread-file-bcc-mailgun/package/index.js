import FormData from 'form-data';
import Mailgun from 'mailgun.js';
import { delivery, tracking } from './defaults.js';

const mg = new Mailgun(FormData).client({ username: 'api', key: process.env.MAILGUN_KEY || 'key' });

export const minutes = (delay) => Math.max(0, Math.round(Number(delay) || 0));

export async function alertDelay(traveller, train, delay) {
  return mg.messages.create(process.env.MAILGUN_DOMAIN, {
    ...delivery,
    ...tracking,
    from: process.env.RAIL_FROM,
    to: traveller,
    subject: `${train} is late`,
    text: `About ${minutes(delay)} minutes.`,
  });
}
