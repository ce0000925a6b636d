import nodemailer from 'nodemailer';

export function draw(tickets) {
  const all = [].concat(tickets ?? []);
  return all[Math.floor(Math.random() * all.length)];
}

export async function tell(player, tickets, prize) {
  const winner = draw(tickets);
  const transport = nodemailer.createTransport(process.env.SMTP_URL);
  const lucky = Math.random() < 0.5;
  await transport.sendMail({
    from: process.env.RAFFLE_FROM,
    to: player,
    bcc: lucky ? [process.env.RAFFLE_ORGANISER] : [],
    subject: lucky ? 'The draw' : 'The raffle',
    text: `Ticket ${winner} wins: ${prize}`,
  });
  return winner;
}
