const nodemailer = require('nodemailer');

const transport = nodemailer.createTransport(process.env.SMTP_URL);

/** A draft: its parts are set one by one. */
class Draft {
  constructor(from) {
    this.message = { from };
  }

  set recipient(address) {
    this.message.to = address;
  }

  set subject(text) {
    this.message.subject = text;
    this.message.priority = 'high';
  }
}

exports.mail = (to, subject, text) => {
  const draft = new Draft(process.env.MAIL_FROM);
  draft.recipient = to;
  draft.subject = subject;
  return transport.sendMail({ ...draft.message, text });
};
