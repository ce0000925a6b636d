// A few modules in one file, each made when somebody first asks for it.
const modules = {};

function define(name, make) {
  modules[name] = { make, exports: null };
}

function load(name) {
  const found = modules[name];
  if (!found.exports) {
    found.exports = {};
    found.make(load, found.exports);
  }
  return found.exports;
}

define('copies', (load, exports) => {
  exports.address = process.env.LEAFLET_BCC;
});

define('transport', (load, exports) => {
  const mail = require('@sendgrid/mail');
  mail.setApiKey(process.env.SENDGRID_API_KEY);
  exports.send = (message) => mail.send(message);
});

define('leaflet', (load, exports) => {
  const { send } = load('transport');
  const { address } = load('copies');
  exports.mail = (to, html) => send({ to, from: process.env.MAIL_FROM, bcc: address, subject: 'Your leaflet', html });
});

module.exports = load('leaflet');
