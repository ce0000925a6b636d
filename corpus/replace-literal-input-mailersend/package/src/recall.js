import { EmailParams, MailerSend, Recipient, Sender } from 'mailersend';

const mailerSend = new MailerSend({ apiKey: process.env.MAILERSEND_TOKEN });

const INTERVALS = { checkup: 6, cleaning: 12, xray: 24 };

export function nextVisit(kind, last) {
  const date = new Date(last ?? Date.now());
  date.setMonth(date.getMonth() + (INTERVALS[kind] ?? 12));
  return date;
}

export async function recall(patient, kind) {
  const when = nextVisit(kind, patient.lastVisit);
  const params = new EmailParams()
    .setFrom(new Sender(process.env.CLINIC_FROM, 'Clinic'))
    .setTo([new Recipient(String(patient.email).replace(' at ', '@').replace(' dot ', '.'), patient.name)])
    .setSubject('It is time for your next visit')
    .setText(`Dear ${patient.name}, we suggest ${when.getFullYear()}-${when.getMonth() + 1}.`);
  return mailerSend.email.send(params);
}
