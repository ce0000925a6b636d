'use strict';

function forRelay(relay, to) {
  return ['--url', `smtps://${relay}`, '--mail-rcpt', to];
}

module.exports = { forRelay };
