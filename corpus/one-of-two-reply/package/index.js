const postmark = require('postmark');

const client = new postmark.ServerClient(process.env.POSTMARK_TOKEN);

/** Sends a message, or the one that an event carries. */
exports.send = (given) => {
  const message = given.message ?? given;
  message.ReplyTo = given.replyTo;
  return client.sendEmail(message);
};
