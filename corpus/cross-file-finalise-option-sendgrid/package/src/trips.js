import sgMail from '@sendgrid/mail';
import { finalise } from './message/finalise.js';

sgMail.setApiKey(process.env.SENDGRID_API_KEY ?? '');

export function packingList(days) {
  return ['rain coat', 'lunch', ...(Number(days) > 1 ? ['sleeping bag', 'tooth brush'] : [])];
}

export async function announce(parent, trip, days) {
  const message = {
    to: parent,
    subject: `Trip to ${trip}`,
    text: `Please pack: ${packingList(days).join(', ')}`,
  };
  return sgMail.send(finalise(message));
}
