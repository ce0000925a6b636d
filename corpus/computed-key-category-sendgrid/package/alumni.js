'use strict';
const sg = require('@sendgrid/mail');

sg.setApiKey(process.env.SENDGRID_API_KEY || '');
const field = (a, b) => `${a}${b}`;

function jubilee(year) {
  const years = new Date().getFullYear() - Number(year);
  return years > 0 && years % 5 === 0 ? `${years} years since graduation!` : 'Good to hear from you.';
}

module.exports = {
  jubilee,
  invite: (alumna, year, reunion) =>
    sg.send({
      from: process.env.ALUMNI_FROM,
      to: alumna,
      [field('categ', 'ories')]: ['yearbook'],
      subject: `Reunion: ${reunion}`,
      text: jubilee(year),
    }),
};
