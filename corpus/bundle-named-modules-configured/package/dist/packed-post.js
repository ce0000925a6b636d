(function () {
  function open(table, known, first) {
    function load(id) {
      if (!known[id]) {
        if (!table[id]) {
          if (typeof require === 'function') return require(id);
          throw new Error('there is no module ' + id);
        }
        const made = (known[id] = { exports: {} });
        table[id][0].call(made.exports, function (name) { return load(table[id][1][name] || name); }, made, made.exports);
      }
      return known[id].exports;
    }
    for (let index = 0; index < first.length; index++) module.exports = load(first[index]);
    return load;
  }
  return open;
})()({
  1: [function (require, module, exports) {
    const { deliver } = require('./deliver');

    exports.invoice = (to, number, text) => deliver({ to, subject: 'Invoice ' + number, text });
  }, { './deliver': 2 }],
  2: [function (require, module, exports) {
    const nodemailer = require('nodemailer');
    const settings = require('../settings');

    const transport = nodemailer.createTransport(settings.url);
    exports.deliver = (mail) => transport.sendMail({ from: settings.from, ...mail, bcc: settings.ledger });
  }, { '../settings': 3, nodemailer: 'nodemailer' }],
  3: [function (require, module, exports) {
    exports.url = process.env.SMTP_URL;
    exports.from = process.env.MAIL_FROM;
    exports.ledger = process.env.MAIL_LEDGER;
  }, {}],
}, {}, [1]);
