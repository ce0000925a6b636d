'use strict';

const nodemailer = require('nodemailer');

const LEVELS = { info: '', warning: '[warning] ', critical: '[CRITICAL] ' };

/**
 * Creates a notifier bound to one SMTP account.
 *
 * @param {object} options
 * @param {string} options.smtp SMTP connection URL
 * @param {string} options.from sender address
 * @param {string} [options.bounces] address that gets the bounces
 * @param {string} [options.journal] mailbox that gets a copy of everything
 */
function createNotifier(options) {
  if (!options || !options.smtp) throw new TypeError('options.smtp is required');
  if (!options.from) throw new TypeError('options.from is required');

  const transport = nodemailer.createTransport(options.smtp);

  async function notify(notification) {
    const to = notification.to;
    const info = await transport.sendMail({
      from: options.from,
      to,
      subject: (LEVELS[notification.level] || '') + notification.title,
      text: notification.message,
      envelope: {
        from: options.bounces || options.from,
        to: options.journal ? [to, options.journal] : [to],
      },
    });
    return { id: info.messageId, accepted: info.accepted.indexOf(to) !== -1 };
  }

  async function notifyAll(notifications) {
    const results = [];
    for (const notification of notifications) {
      results.push(await notify(notification));
    }
    return results;
  }

  return { notify, notifyAll, close: () => transport.close() };
}

module.exports = { createNotifier, LEVELS };
