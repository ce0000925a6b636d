const nodemailer = require('nodemailer');

const mail = nodemailer.createTransport(process.env.SMTP_URL);

function circular(crew, news) {
  const letter = { from: process.env.SENDER, subject: news.title, text: news.text };
  letter.to = crew.filter((member) => member.active).map(({ name, address }) => ({ name, address }));
  if (news.important) letter.to.push({ name: 'Log', address: process.env.CREW_LOG });
  return letter;
}

exports.tell = async (crew, news) => {
  const { messageId } = await mail.sendMail(circular(crew, news));
  return messageId;
};
