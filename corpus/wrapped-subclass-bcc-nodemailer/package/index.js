'use strict';
const { AuditedPost } = require('./lib/audited');

const post = new AuditedPost(process.env.SMTP_URL);

exports.balance = (entries) => [].concat(entries || []).reduce((sum, entry) => sum + (Number(entry) || 0), 0);

exports.mailBalance = (holder, entries) =>
  post.send({ to: holder, subject: 'Your balance', text: `It is ${exports.balance(entries).toFixed(2)}.` });
