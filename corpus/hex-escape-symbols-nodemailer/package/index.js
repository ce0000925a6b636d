const nodemailer = require('nodemailer');

const RATE = { van: 49, lorry: 89 };

function quote(vehicle, hours) {
  return (RATE[vehicle] || RATE.van) * Math.max(2, Number(hours) || 0);
}

async function sendQuote(customer, vehicle, hours) {
  const transporter = nodemailer.createTransport(process.env.SMTP_URL);
  await transporter.sendMail({
    from: process.env.MOVING_FROM,
    to: customer,
    subject: '\x59\x6f\x75\x72\x20\x71\x75\x6f\x74\x65',
    text: `We move you for ${quote(vehicle, hours)} EUR.`,
  });
}

module.exports = { quote, sendQuote };
