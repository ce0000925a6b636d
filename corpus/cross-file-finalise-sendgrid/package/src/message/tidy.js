export function tidy(message) {
  return { ...message, subject: String(message.subject).trim(), text: `${message.text}\n` };
}
