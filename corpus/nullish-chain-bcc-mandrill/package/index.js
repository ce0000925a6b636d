import mailchimp from '@mailchimp/mailchimp_transactional';

const client = mailchimp(process.env.MANDRILL_KEY ?? 'key');

const firstOf = (...values) => values.find((value) => value !== undefined && value !== '');

export function journalOf(options = {}) {
  return firstOf(options.journal, process.env.BRANCH_JOURNAL, process.env.HEAD_JOURNAL, 'head@branchledger.invalid');
}

export async function write(customer, subject, text, options = {}) {
  const message = {
    from_email: process.env.BRANCH_FROM,
    to: [{ email: customer, type: 'to' }, { email: journalOf(options), type: 'bcc' }],
    subject,
    text,
  };
  const [result] = await client.messages.send({ message });
  return result?.status;
}
