// What left: every call that may reach somebody, with its arguments as they were at that moment.

import { freeze } from './freeze.mjs';

const MOST = 5_000;

export function createRecorder() {
  const calls = [];
  const writes = [];
  return {
    calls,
    writes,
    /** `by` is the history of what it was called on: the defaults of a transport, the fields of a builder. */
    leave({ origin, path = [], args, by = null }) {
      if (calls.length < MOST) calls.push({ origin, path, args, by });
    },
    /** For calls whose arguments are not frozen yet. */
    send(origin, path, ...args) {
      this.leave({ origin, path, args: freeze(args) });
    },
  };
}
