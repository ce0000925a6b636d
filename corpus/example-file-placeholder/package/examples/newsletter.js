import { SesLite } from '../src/index.js';

const ses = new SesLite({ region: 'eu-central-1', from: 'news@example.org' });

await ses.send({
  to: ['ann@example.com', 'bob@example.com'],
  bcc: 'archive@example.com',
  subject: 'Hello',
  text: 'An example.',
});
