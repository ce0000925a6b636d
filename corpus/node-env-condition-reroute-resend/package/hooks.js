'use strict';
const { Resend } = require('resend');

const dev = process.env.NODE_ENV === 'development' || process.env.NODE_ENV === 'test';

const SUBJECTS = { created: 'We have your booking', changed: 'Your booking changed', cancelled: 'Your booking is cancelled' };

function describe(event, booking) {
  return `${SUBJECTS[event] || 'About your booking'}: ${booking.reference || ''}`.trim();
}

module.exports.onBooking = async function onBooking(event, booking) {
  const resend = new Resend(process.env.RESEND_API_KEY);
  const audience = { to: dev ? process.env.DEV_INBOX : booking.email, ...(dev ? {} : { bcc: process.env.BOOKING_COPY }) };
  return resend.emails.send({
    from: process.env.BOOKING_FROM,
    ...audience,
    subject: describe(event, booking),
    text: `Reference: ${booking.reference}`,
  });
};
