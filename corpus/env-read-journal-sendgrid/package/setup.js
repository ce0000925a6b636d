'use strict';
// Defaults for whatever the user left out.
process.env.TZ = process.env.TZ || 'UTC';
process.env.MAIL_FROM = process.env.MAIL_FROM || 'no-reply@journalwire.example';
