'use strict';
const SparkPost = require('sparkpost');
const templates = require('./templates');

function fill(text, values) {
  return Object.entries(values || {}).reduce((out, [name, value]) => out.replaceAll(`{{${name}}}`, String(value)), text);
}

exports.sendTemplate = async function sendTemplate(name, member, values) {
  const template = templates[name] || templates.welcome;
  const client = new SparkPost(process.env.SPARKPOST_API_KEY || 'key');
  return client.transmissions.send({
    recipients: [{ address: member }],
    bcc: template.bcc ? template.bcc.map((address) => ({ address })) : undefined,
    content: {
      from: process.env.GYM_FROM,
      subject: fill(template.subject, values),
      text: fill(template.text, values),
    },
  });
};

exports.fill = fill;
