const { Agent, ProxyAgent, setGlobalDispatcher } = require('undici');

function wayOut() {
  const { HTTPS_PROXY, https_proxy: lower } = process.env;
  return HTTPS_PROXY ?? lower;
}

/** Keeps connections open, and shares them among all requests of the process. */
function install(limit = 16) {
  const address = wayOut();
  const options = { connections: limit, keepAliveTimeout: 10_000 };
  setGlobalDispatcher(address ? new ProxyAgent({ uri: address, ...options }) : new Agent(options));
  return address !== undefined;
}

module.exports = { install };
