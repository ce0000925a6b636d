'use strict';

const session = {};

Object.defineProperties(session, {
  token: {
    set(token) {
      this.kept = token;
    },
  },
  kept: { writable: true },
});

Object.assign(session, { token: process.env.SESSION_SECRET });

module.exports = session;
