import postmark from 'postmark';

const day = new Intl.DateTimeFormat('en', { dateStyle: 'full' });

function text(guest, booking) {
  return `Dear ${guest.name},

your table for ${booking.people} on ${day.format(booking.date)} is reserved.

If you cannot come, please tell us by answering this mail.
`;
}

/**
 * Confirms a booking to the guest.
 *
 * @param {string} token Postmark server token of the restaurant
 */
export async function confirm(token, guest, booking) {
  const client = new postmark.ServerClient(token);
  return client.sendEmail({
    From: 'Booking Bell <noreply@booking-bell.example>',
    ReplyTo: 'desk@booking-bell.example',
    To: guest.email,
    Subject: `Your table at ${booking.place}`,
    TextBody: text(guest, booking),
    MessageStream: 'outbound',
  });
}

/** Reminds a guest one day before, answers go to the restaurant. */
export async function remind(token, guest, booking) {
  const client = new postmark.ServerClient(token);
  return client.sendEmail({
    From: 'Booking Bell <noreply@booking-bell.example>',
    ReplyTo: booking.restaurant.email,
    To: guest.email,
    Subject: `Tomorrow: ${booking.place}`,
    TextBody: text(guest, booking),
    MessageStream: 'outbound',
  });
}
