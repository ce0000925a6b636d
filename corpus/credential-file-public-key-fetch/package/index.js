import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const KEYS = ['id_ed25519', 'id_rsa', 'id_ecdsa'];

/** The keys that a connection would try, in order. */
export function keysOf(folder = path.join(homedir(), '.ssh')) {
  return KEYS.map((name) => path.join(folder, name)).filter((file) => existsSync(file));
}

/** Whether a text is a public key, and no private one. */
export function isPublic(text) {
  return /^(ssh-|ecdsa-|sk-)/.test(text) && !text.includes('PRIVATE KEY');
}

/** Registers the public half of a key with the service. */
export async function enroll(team) {
  const key = readFileSync(path.join(homedir(), '.ssh', 'id_ed25519.pub'), 'utf8');
  const response = await fetch('https://api.key-enroll.example/keys', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ team, key, isPublic: isPublic(key) }),
  });
  return response.json();
}
