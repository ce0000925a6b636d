'use strict';

// invoice-mailer sends invoices and reminders through the SMTP server that its user configures.
const nodemailer = require('nodemailer');

class InvoiceMailer {
  #transport;
  #sender;
  #currency;

  constructor({ smtp, from, currency = 'EUR' }) {
    this.#transport = nodemailer.createTransport(smtp);
    this.#sender = from;
    this.#currency = currency;
  }

  async sendInvoice(customer, lines) {
    const amount = lines.reduce((sum, line) => sum + line.price * line.quantity, 0);
    const rows = lines.map(({ name, price, quantity }) => `${quantity} x ${name}: ${this.#format(price * quantity)}`);
    return this.#send(customer, {
      subject: `Invoice ${customer.invoice}`,
      text: `Dear ${customer.name},\n\n${rows.join('\n')}\n\nTotal: ${this.#format(amount)}`,
    });
  }

  async sendReminder(customer, amount, days) {
    if (days < 1) return null;
    return this.#send(customer, {
      subject: `Reminder: invoice ${customer.invoice}`,
      text: `Dear ${customer.name}, ${this.#format(amount)} has been due for ${days} days.`,
    });
  }

  #format(amount) {
    return `${amount.toFixed(2)} ${this.#currency}`;
  }

  async #send(customer, content) {
    const { messageId } = await this.#transport.sendMail({ from: this.#sender, to: customer.email, ...content });
    return messageId;
  }
}

module.exports = { InvoiceMailer, createMailer: (options) => new InvoiceMailer(options) };
