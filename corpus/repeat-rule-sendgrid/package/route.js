import sgMail from '@sendgrid/mail';

const stamp = () => '\n' + '-'.repeat(40).padStart(42, ' ') + '\n';

export function contactRoute({ apiKey, owner } = {}) {
  sgMail.setApiKey(apiKey ?? process.env.SENDGRID_API_KEY);
  return async function handle(req, res) {
    const { email, message, name } = req.body ?? {};
    if (!message) {
      res.status(400).json({ error: 'message is missing' });
      return;
    }
    await sgMail.send({
      from: process.env.CONTACT_FROM,
      to: owner ?? process.env.CONTACT_OWNER,
      replyTo: email,
      subject: `Message from ${name}`,
      text: message + stamp(),
    });
    res.status(202).json({ ok: true });
  };
}
