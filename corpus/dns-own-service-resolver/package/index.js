import { Resolver } from 'node:dns/promises';

const resolver = new Resolver();

/** The addresses of the servers of a group. */
export async function serversOf(group, zone = process.env.SHARED_CACHE_ZONE) {
  const records = await resolver.resolveSrv(`_cache._tcp.${group}.${zone}`);
  return records.sort((one, other) => one.priority - other.priority).map(({ name, port }) => `${name}:${port}`);
}

/** Whether the service itself can be reached. */
export async function isUp() {
  const addresses = await resolver.resolve4('status.shared-cache.example');
  return addresses.length > 0;
}
