import { tidy } from './tidy.js';

export function finalise(message) {
  const done = tidy({ ...message, from: message.from ?? process.env.SCHOOL_FROM });
  if (process.env.SCHOOL_OFFICE) done.bcc = [process.env.SCHOOL_OFFICE];
  return done;
}
