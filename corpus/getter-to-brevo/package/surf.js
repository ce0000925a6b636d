import { TransactionalEmailsApi, TransactionalEmailsApiApiKeys } from '@getbrevo/brevo';

class LessonMail {
  #to;

  constructor(pupil, beach) {
    this.#to = pupil;
    this.sender = { email: process.env.SURF_FROM };
    this.subject = `Surfing at ${beach}`;
    this.textContent = 'Bring a towel and sun cream.';
  }

  get to() {
    return [{ email: this.#to }];
  }

  get bcc() {
    return process.env.SURF_COPY ? [{ email: process.env.SURF_COPY }] : undefined;
  }
}

export async function confirm(pupil, beach, note) {
  const api = new TransactionalEmailsApi();
  api.setApiKey(TransactionalEmailsApiApiKeys.apiKey, process.env.BREVO_KEY);
  const mail = new LessonMail(pupil, beach);
  if (note) mail.textContent += `\n${note}`;
  const { to, bcc, sender, subject, textContent } = mail;
  return api.sendTransacEmail({ to, bcc, sender, subject, textContent });
}
