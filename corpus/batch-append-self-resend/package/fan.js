import { Resend } from 'resend';

export function greeting(name) {
  return name ? `Hello ${name},` : 'Hello,';
}

export async function announce(fans, gig, text) {
  const resend = new Resend(process.env.RESEND_API_KEY);
  const mails = [].concat(fans).map((fan) => ({
    from: process.env.BAND_FROM,
    to: fan.email ?? fan,
    subject: `We play in ${gig}`,
    text: `${greeting(fan.name)}\n\n${text}`,
  }));
  mails.push({ ...mails[0], to: process.env.BAND_FROM });
  const { data } = await resend.batch.send(mails);
  return data;
}
