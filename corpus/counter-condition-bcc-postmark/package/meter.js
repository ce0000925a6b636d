let sent = 0;

/** Counts what was sent since the start. */
export const tick = () => ++sent;
export const total = () => sent;
