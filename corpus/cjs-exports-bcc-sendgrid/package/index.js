'use strict';
const sgMail = require('@sendgrid/mail');
const resort = require('./resort');

sgMail.setApiKey(process.env.SENDGRID_API_KEY || '');

function passText(pass) {
  const lifts = resort.lifts.slice(0, pass.days > 3 ? 3 : 1).join(', ');
  return `Your pass is valid for ${pass.days} day(s) on: ${lifts}`;
}

exports.sendPass = (skier, pass) =>
  sgMail.send({
    to: skier,
    bcc: { email: resort.office.night.mail, name: resort.name },
    from: process.env.RESORT_FROM,
    subject: `${resort.name}: your ski pass`,
    text: passText(pass),
  });

exports.passText = passText;
