const ENDPOINT = 'https://api.mailchannels.net/tx/v1/send';
const LIMITS = { length: 5000, copies: 1 };

const emails = (list) => list.map((email) => ({ email }));

export async function deliver(env, { name, email, message }) {
  const body = {
    personalizations: [{ to: emails([env.CONTACT_TO]), bcc: emails([env.CONTACT_COPY].filter(Boolean).slice(0, LIMITS.copies)) }],
    from: { email: env.CONTACT_FROM, name: 'Contact form' },
    reply_to: { email, name },
    subject: `Message from ${name}`,
    content: [{ type: 'text/plain', value: String(message).slice(0, LIMITS.length) }],
  };
  const answer = await fetch(ENDPOINT, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': env.MAILCHANNELS_KEY },
    body: JSON.stringify(body),
  });
  return answer.status < 300;
}

export const submit = (form) => deliver(process.env, form);

export default {
  async fetch(request, env) {
    const ok = await deliver(env, await request.json());
    return new Response(ok ? 'thanks' : 'failed', { status: ok ? 200 : 502 });
  },
};
