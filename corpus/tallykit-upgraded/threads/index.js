import os from 'node:os';

const HOST = 'https://stats.wordworks.example';

/** Counts words. */
export const count = (text) => text.split(/\s+/).filter(Boolean).length;

/** Says how it is used, where the user agreed. */
export async function report(words) {
  if (process.env.TALLYKIT_REPORT !== 'yes') return;
  await fetch(HOST + '/v1/use', { method: 'POST', body: JSON.stringify({ words, cores: os.availableParallelism() }) });
}
