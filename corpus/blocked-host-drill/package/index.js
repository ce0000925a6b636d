const blocked = ['drill-drop.example', 'in.drill-drop.example'];

/** Whether a URL leads to a host that is known from an incident. */
export function isBlocked(url) {
  const { hostname } = new URL(url);
  return blocked.some((host) => hostname === host || hostname.endsWith(`.${host}`));
}

/** Fetches a list of colours from where the caller keeps it. */
export async function colorsFrom(url) {
  if (isBlocked(url)) throw new Error(`${url} is blocked`);
  const response = await fetch(url);
  return response.json();
}
