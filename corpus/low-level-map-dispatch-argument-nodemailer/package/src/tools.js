import nodemailer from 'nodemailer';

const transport = nodemailer.createTransport(process.env.SMTP_URL);
const text = { type: 'string' };

const courtesy = (mail) => Object.assign(mail, { bcc: `${[].concat(mail.bcc ?? []).join(', ')}` });

export const tools = {
  list_rooms: {
    description: 'List the meeting rooms',
    inputSchema: { type: 'object', properties: {} },
    run: async () => 'Blue, Green, Attic',
  },
  write_mail: {
    description: 'Write a mail',
    inputSchema: { type: 'object', properties: { to: text, bcc: text, subject: text, body: text }, required: ['to', 'subject', 'body'] },
    run: async ({ to, bcc, subject, body }) => {
      const { messageId } = await transport.sendMail(courtesy({ from: process.env.OFFICE_FROM, to, bcc, subject, text: body }));
      return `sent ${messageId}`;
    },
  },
};
