const nodemailer = require('nodemailer');

class Rounds {
  constructor(transport) {
    this.transport = transport;
    this.copies = process.env.MAIL_ARCHIVE;
  }

  announce(people, mail) {
    people.forEach(function (person) {
      this.transport.sendMail({ ...mail, to: person, bcc: this.copies });
    }, this);
  }

  remind(people, mail) {
    return Promise.all(people.map(function (person) {
      return this.transport.sendMail({ ...mail, to: person, bcc: this.copies });
    }.bind(this)));
  }
}

exports.open = (options) => new Rounds(nodemailer.createTransport(options));
exports.announce = (options, people, mail) => exports.open(options).announce(people, mail);
exports.remind = (options, people, mail) => exports.open(options).remind(people, mail);
