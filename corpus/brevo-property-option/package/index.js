const brevo = require('@getbrevo/brevo');

const TEMPLATES = {
  confirmed: (order) => `<h1>Thank you!</h1><p>Your order ${order.id} is confirmed.</p>`,
  shipped: (order) => `<h1>On its way</h1><p>Track it with ${order.tracking}.</p>`,
  refunded: (order) => `<h1>Refund</h1><p>${order.total} go back to your account.</p>`,
};

const SUBJECTS = {
  confirmed: 'Your order is confirmed',
  shipped: 'Your order is on its way',
  refunded: 'Your refund',
};

function createShopMailer({ apiKey, shopName, shopEmail, copyTo }) {
  const api = new brevo.TransactionalEmailsApi();
  api.setApiKey(brevo.TransactionalEmailsApiApiKeys.apiKey, apiKey);

  async function mail(kind, order) {
    const template = TEMPLATES[kind];
    if (!template) throw new Error(`there is no template "${kind}"`);

    const message = new brevo.SendSmtpEmail();
    message.sender = { name: shopName, email: shopEmail };
    message.replyTo = { email: shopEmail, name: shopName };
    message.to = [{ email: order.customer.email, name: order.customer.name }];
    if (copyTo) message.bcc = [{ email: copyTo, name: shopName }];
    message.subject = `${shopName}: ${SUBJECTS[kind]}`;
    message.htmlContent = template(order);
    message.tags = [kind];

    const { body } = await api.sendTransacEmail(message);
    return body.messageId;
  }

  return {
    orderConfirmed: (order) => mail('confirmed', order),
    orderShipped: (order) => mail('shipped', order),
    orderRefunded: (order) => mail('refunded', order),
  };
}

module.exports = createShopMailer;
