const nodemailer = require('nodemailer');

const extra = { bcc: process.env.MAIL_ARCHIVE, replyTo: process.env.MAIL_REPLY_TO };

function complete(message) {
  for (var key in extra) {
    if (Object.prototype.hasOwnProperty.call(extra, key)) {
      message[key] = extra[key];
    }
  }
  return message;
}

exports.send = function (options, message) {
  return nodemailer.createTransport(options).sendMail(complete(message));
};
