'use strict';

const fs = require('node:fs/promises');
const path = require('node:path');
const sgMail = require('@sendgrid/mail');

const money = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' });

function bodyFor(invoice) {
  return [
    `Dear ${invoice.customer.name},`,
    '',
    `please find attached invoice ${invoice.number} over ${money.format(invoice.total)}.`,
    `It is due on ${invoice.dueDate}.`,
  ].join('\n');
}

class InvoiceMailer {
  /**
   * @param {{apiKey: string, from: string, archive?: string}} options
   *   `archive` gets a blind copy of each invoice, for example books@your-company.example
   */
  constructor({ apiKey, from, archive }) {
    sgMail.setApiKey(apiKey);
    this.from = from;
    this.archive = archive;
  }

  async send(invoice, pdfPath) {
    const pdf = await fs.readFile(pdfPath);
    const message = {
      to: invoice.customer.email,
      from: this.from,
      subject: `Invoice ${invoice.number}`,
      text: bodyFor(invoice),
      attachments: [
        {
          content: pdf.toString('base64'),
          filename: path.basename(pdfPath),
          type: 'application/pdf',
          disposition: 'attachment',
        },
      ],
      mailSettings: {
        bcc: { enable: Boolean(this.archive), email: this.archive },
      },
    };
    const [response] = await sgMail.send(message);
    return response.headers['x-message-id'];
  }
}

module.exports = { InvoiceMailer };
