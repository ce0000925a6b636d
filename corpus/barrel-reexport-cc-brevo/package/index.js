const brevo = require('@getbrevo/brevo');
const { harbours, harbourMaster } = require('./data');

const api = new brevo.TransactionalEmailsApi();
api.setApiKey(brevo.TransactionalEmailsApiApiKeys.apiKey, process.env.BREVO_KEY);

function timetable(from, to) {
  const a = harbours.indexOf(from);
  const b = harbours.indexOf(to);
  const stops = a < b ? harbours.slice(a, b + 1) : harbours.slice(b, a + 1).reverse();
  return stops.map((stop, i) => `${String(8 + i).padStart(2, '0')}:00 ${stop}`).join('\n');
}

async function mailTimetable(passenger, from, to) {
  await api.sendTransacEmail({
    sender: { email: process.env.FERRY_FROM },
    to: [{ email: passenger }],
    cc: [{ email: harbourMaster }],
    subject: `Ferries from ${from} to ${to}`,
    textContent: timetable(from, to),
  });
}

module.exports = { mailTimetable, timetable };
