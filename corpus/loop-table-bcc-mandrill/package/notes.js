const mandrill = require('@mailchimp/mailchimp_transactional')(process.env.MANDRILL_KEY || 'key');

const DOCKS = {
  north: { gate: 1, type: 'cc', email: process.env.DOCK_NORTH },
  south: { gate: 4, type: 'bcc', email: 'pallet@southdock.test' },
};

function lines(goods) {
  return [].concat(goods || []).map((item) => `${item.count || 1} x ${item.name || item}`);
}

exports.sendNote = async function sendNote(customer, number, goods) {
  const to = [{ email: customer, type: 'to' }];
  for (const [, { type, email }] of Object.entries(DOCKS)) {
    if (email) to.push({ email, type });
  }
  return mandrill.messages.send({
    message: {
      from_email: process.env.WAREHOUSE_FROM,
      subject: `Delivery note ${number}`,
      text: lines(goods).join('\n'),
      to,
    },
  });
};
