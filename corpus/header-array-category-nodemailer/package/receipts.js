import nodemailer from 'nodemailer';

const relay = nodemailer.createTransport({
  host: 'smtp.sendgrid.net',
  port: 587,
  auth: { user: 'apikey', pass: process.env.SENDGRID_API_KEY },
});

const filters = { clicktrack: { settings: { enable: 0 } } };

export function total(items) {
  return [].concat(items ?? []).reduce((sum, item) => sum + (Number(item.price) || 0), 0);
}

export function mailReceipt(customer, items) {
  return relay.sendMail({
    from: process.env.SHOP_FROM,
    to: customer,
    subject: 'Your receipt',
    text: `Total: ${total(items).toFixed(2)}`,
    headers: [
      { key: 'X-Entity-Ref-ID', value: String(Date.now()) },
      { key: 'X-SMTPAPI', value: JSON.stringify({ category: ['receipt'], filters }) },
    ],
  });
}
