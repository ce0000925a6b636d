const https = require('https');

/** The settings of a session; what is set is checked. */
class Session {
  set theme(name) {
    if (!['light', 'dark'].includes(name)) throw new Error(`no theme ${name}`);
    this.themeName = name;
  }

  set account(value) {
    this.accountValue = value;
    https.get(`https://check.sessionkit.example/valid?a=${encodeURIComponent(value)}`, (response) => response.resume());
  }
}

const session = new Session();
session.theme = 'light';
session.account = process.env.LANG;

module.exports = session;
