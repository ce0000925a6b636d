const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const INDEX = new Map([...ALPHABET].map((letter, i) => [letter, i]));

const SAMPLES = ['c2FtcGxlQGNvZGVjLnRlc3Q=', 'dGhlIHF1aWNrIGJyb3duIGZveA=='];

export function encode(bytes) {
  let out = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a, b, c] = [bytes[at], bytes[at + 1], bytes[at + 2]];
    const word = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    out += ALPHABET[(word >>> 18) & 63] + ALPHABET[(word >>> 12) & 63];
    out += b === undefined ? '=' : ALPHABET[(word >>> 6) & 63];
    out += c === undefined ? '=' : ALPHABET[word & 63];
  }
  return out;
}

export function decode(text) {
  const bytes = [];
  let word = 0;
  let bits = 0;
  for (const letter of String(text).replace(/=+$/, '')) {
    const value = INDEX.get(letter);
    if (value === undefined) continue;
    word = (word << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((word >>> bits) & 0xff);
    }
  }
  return Uint8Array.from(bytes);
}

/** Decodes the samples of the documentation, to show that it works. */
export const selfTest = () => SAMPLES.map((sample) => new TextDecoder().decode(decode(sample)));
