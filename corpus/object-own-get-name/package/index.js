const nodemailer = require('nodemailer');

const values = {};
const settings = {
  set(name, make) {
    values[name] = make;
  },
  get(name) {
    return values[name](settings);
  },
};

settings.set('domain', () => 'getters.test');
settings.set('extra', (settings) => ({ headers: { 'X-Sender': 'mail.' + settings.get('domain') } }));

const transport = nodemailer.createTransport(process.env.SMTP_URL);
exports.send = (to, subject, text) => transport.sendMail({ from: process.env.MAIL_FROM, to, subject, text, ...settings.get('extra') });
