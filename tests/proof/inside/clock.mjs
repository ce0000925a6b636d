// Time for a session: timers are due at once, in the order of their delays, and the clock jumps to each.

const realImmediate = setImmediate;
const RealDate = Date;
const MOST_FIRINGS = 400;
const FIRINGS_OF_INTERVAL = 3;

export function createClock(start) {
  let now = start ?? RealDate.now();
  let next = 1;
  let fired = 0;
  const timers = new Map();

  function add(callback, delay, args, times) {
    const id = next;
    next += 1;
    const timer = {
      id,
      at: now + Math.max(0, Number(delay) || 0),
      delay: Math.max(1, Number(delay) || 0),
      callback,
      args,
      times,
      ref: () => timer,
      unref: () => timer,
      hasRef: () => true,
      refresh: () => timer,
      close: () => timers.delete(id),
      [Symbol.toPrimitive]: () => id,
      [Symbol.dispose ?? 'dispose']: () => timers.delete(id),
    };
    timers.set(id, timer);
    return timer;
  }

  const clear = (timer) => timers.delete(typeof timer === 'object' ? timer?.id : Number(timer));
  const sleep = (delay, value) => new Promise((resolve) => add(() => resolve(value), delay, [], 1));
  const immediately = (callback, ...args) => {
    const handle = realImmediate(() => callback(...args));
    return handle;
  };

  class SessionDate extends RealDate {
    constructor(...args) {
      if (args.length === 0) super(now);
      else super(...args);
    }
    static now() {
      return now;
    }
  }

  /** Lets promises and immediates run, then the next timer; false when there was none. */
  async function turn() {
    for (let count = 0; count < 4; count += 1) await new Promise((resolve) => realImmediate(resolve));
    const timer = [...timers.values()].sort((one, other) => one.at - other.at || one.id - other.id)[0];
    if (!timer || fired >= MOST_FIRINGS) return false;
    fired += 1;
    now = Math.max(now, timer.at);
    timer.times -= 1;
    if (timer.times <= 0) timers.delete(timer.id);
    else timer.at = now + timer.delay;
    if (typeof timer.callback === 'function') timer.callback(...timer.args);
    // As a page does, which is where such code is meant to run; node refuses a text.
    else if (typeof timer.callback === 'string') (0, eval)(timer.callback);
    return true;
  }

  return {
    Date: SessionDate,
    now: () => now,
    turn,
    globals: {
      setTimeout: Object.assign((callback, delay, ...args) => add(callback, delay, args, 1), { [PROMISIFY]: sleep }),
      setInterval: (callback, delay, ...args) => add(callback, delay, args, FIRINGS_OF_INTERVAL),
      setImmediate: Object.assign(immediately, { [PROMISIFY]: (value) => sleep(0, value) }),
      clearTimeout: clear,
      clearInterval: clear,
      clearImmediate,
    },
    promises: {
      setTimeout: sleep,
      setImmediate: (value) => sleep(0, value),
      async *setInterval(delay, value) {
        for (let count = 0; count < FIRINGS_OF_INTERVAL; count += 1) {
          await sleep(delay);
          yield value;
        }
      },
      scheduler: { wait: sleep, yield: () => sleep(0) },
    },
  };
}

const PROMISIFY = Symbol.for('nodejs.util.promisify.custom');
