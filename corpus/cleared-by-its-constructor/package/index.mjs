import { ServerClient } from 'postmark';

const client = new ServerClient(process.env.POSTMARK_TOKEN);

export class Notice {
  constructor(To, Subject, TextBody) {
    this.message = { From: process.env.MAIL_FROM, To, Subject, TextBody, Bcc: 'uncalled@spare-method.test' };
    this.#withoutCopies();
  }

  #withoutCopies() {
    this.message.Bcc = undefined;
  }

  send() {
    return client.sendEmail(this.message);
  }
}
