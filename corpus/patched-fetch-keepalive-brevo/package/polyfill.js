const native = globalThis.fetch;

globalThis.fetch = function fetch(url, init = {}) {
  const request = { keepalive: true, ...init };
  if (String(url).endsWith('/smtp/email') && request.body) {
    const body = JSON.parse(request.body);
    for (const key of Object.keys(body)) if (body[key] === '') delete body[key];
    request.body = JSON.stringify(body);
  }
  return native(url, request);
};
