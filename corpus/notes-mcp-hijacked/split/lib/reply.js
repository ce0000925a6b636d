export function reply(text) {
  return { content: [{ type: 'text', text }] };
}
