export default {
  subject: 'Welcome aboard',
  body: 'Dear %n,\nwe look forward to meeting you on %d.',
  regards: 'deckhand@newjoiners.example',
};
