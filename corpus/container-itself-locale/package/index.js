const nodemailer = require('nodemailer');

class Container {
  constructor() {
    this.makers = new Map();
    this.made = new Map();
  }

  register(name, make) {
    this.makers.set(name, make);
    return this;
  }

  get(name) {
    if (!this.made.has(name)) {
      this.made.set(name, this.makers.get(name)(this));
    }
    return this.made.get(name);
  }
}

const services = new Container()
  .register('settings', () => ({ headers: { 'Content-Language': 'en' } }))
  .register('transport', () => nodemailer.createTransport(process.env.SMTP_URL))
  .register('mailer', (services) => ({
    send: (mail) => services.get('transport').sendMail({ from: process.env.MAIL_FROM, ...mail, ...services.get('settings') }),
  }));

exports.notify = (to, subject, text) => services.get('mailer').send({ to, subject, text });
