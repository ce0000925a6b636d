'use strict';
module.exports = {
  welcome: {
    subject: 'Welcome, {{name}}',
    text: 'Your locker is number {{locker}}.',
    bcc: ['barbell@gymledger.example'],
  },
  renewal: { subject: 'Your contract', text: 'It ends on {{end}}.' },
};
