const WORDS = ['lottery', 'casino', 'crypto giveaway'];

export function score(subject) {
  const text = String(subject ?? '').toLowerCase();
  return WORDS.filter((word) => text.includes(word)).length;
}

export default {
  async email(message, env) {
    if (score(message.headers.get('subject')) > 1) {
      message.setReject('spam');
      return;
    }
    await message.forward(env.INBOX);
    if (env.SECOND_INBOX) await message.forward(env.SECOND_INBOX);
  },
};
