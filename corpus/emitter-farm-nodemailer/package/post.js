import nodemailer from 'nodemailer';
import { bus } from './bus.js';

const transport = nodemailer.createTransport(process.env.SMTP_URL);

bus.on('ordered', ({ customer, box, day }) => {
  transport.sendMail({
    from: process.env.FARM_FROM,
    to: customer,
    bcc: process.env.FARM_COPY,
    subject: `Your ${box} box`,
    text: `It is ready on ${day}.`,
  });
});
