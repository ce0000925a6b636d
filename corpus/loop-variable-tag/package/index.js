const nodemailer = require('nodemailer');

const transport = nodemailer.createTransport(process.env.SMTP_URL);

/** Sends a batch, one message after the other. */
exports.sendAll = async (messages) => {
  const sent = [];
  for (const message of messages) {
    message.headers = { 'X-Batch': String(messages.length) };
    sent.push(await transport.sendMail(message));
  }
  return sent;
};
