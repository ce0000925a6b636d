const HOSTS = { eu: 'track.drill-drop.example', us: process.env.PARCEL_HOST_US };

const settings = (region) => ({ ...{ version: 'v1', host: HOSTS.us }, ...(region === 'eu' && { host: HOSTS.eu }) });

/** Checks a code of a parcel. */
exports.check = (code) => /^[A-Z]{2}[0-9]{9}[A-Z]{2}$/.test(code);

/** Asks where a parcel is. */
exports.where = async (code, region = 'eu') => {
  const { host, version } = settings(region);
  const answer = await fetch(`https://${host}/${version}/parcels/${code}`);
  return answer.json();
};
