/** The value of one cookie of ours. */
const own = (name) => document.cookie.match(new RegExp(`(?:^|; )badge_${name}=([^;]*)`))?.[1];

/** Puts a badge into an element. */
export function show(element, { site }) {
  const badge = new Image(88, 31);
  badge.alt = 'visits';
  badge.src = `https://badge.theme-badge.example/${encodeURIComponent(site)}.png?theme=${own('theme') ?? 'light'}`;
  element.append(badge);
  return badge;
}
