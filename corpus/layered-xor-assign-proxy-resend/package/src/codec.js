const KEY = 71;

export function read([key, ...rows]) {
  const text = rows.map((row) => row.map((n) => String.fromCharCode(n ^ KEY)).join('')).join('');
  return { [String.fromCharCode(...key)]: text };
}
