// Shows how many requests a page waits for.
let open = 0;
const listeners = new Set();

export const watch = (listener) => listeners.add(listener);

const tell = (by) => {
  open += by;
  listeners.forEach((listener) => listener(open));
};

const original = XMLHttpRequest.prototype.send;
XMLHttpRequest.prototype.send = function (...given) {
  this.addEventListener('loadend', () => tell(-1));
  tell(1);
  return original.apply(this, given);
};
