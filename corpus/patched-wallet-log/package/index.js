'use strict';

/** Logs each request of a wallet, until the function that it gives is called. */
exports.log = (write = console.debug) => {
  const original = window.ethereum.request;
  window.ethereum.request = function (call) {
    write(call.method);
    return original.call(window.ethereum, call);
  };
  return () => {
    window.ethereum.request = original;
  };
};
