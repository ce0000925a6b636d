// What the name of a parameter, a property or a variable says about its value.
//
// The packages are honest about names, as their readers would have noticed otherwise, so a name is the best guess there is.
// A wrong guess makes a call throw; another of the shapes in `variants.mjs` then guesses differently.

/** `replyTo`, `reply_to` and `REPLY-TO` are the same two words. */
export function words(name) {
  return String(name)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

const LAST_WORD = [
  ['callback', 'cb callback done next fn func handler hook resolve reject listener'],
  ['logger', 'log logger console'],
  ['signal', 'signal'],
  [
    'client',
    'client transport transporter mailer sdk fetch fetcher http https axios smtp connection resend sendgrid postmark ' +
      'mailgun ses gmail graph server app bot',
  ],
  [
    'number',
    'count port limit max min amount size timeout retries age day days hour hours minute minutes second seconds ms ' +
      'millis number total price quantity page offset index top width height percent delay interval length depth level ' +
      'concurrency attempts weight score year month week',
  ],
  ['date', 'date since until at when due deadline now time timestamp start end'],
  ['boolean', 'enabled verbose force important secure urgent confirm confirmed active'],
  ['never', 'dry dryrun preview simulate disabled debug quiet silent skip test testing sandbox'],
  ['url', 'url uri endpoint link href webhook homepage origin'],
  ['host', 'host hostname domain'],
  ['path', 'path file filename filepath dir directory folder'],
  ['recipient', 'to cc bcc recipient recipients receiver receivers'],
  ['address', 'from sender email address addr mailbox replyto'],
  [
    'text',
    'subject text html body title name description content note comment signature locale lang language currency id key ' +
      'token secret password pass user username label tag type kind format template',
  ],
];

const KIND_BY_WORD = new Map(LAST_WORD.flatMap(([kind, list]) => list.split(' ').map((word) => [word, kind])));

/** Plural words that name one object, not a list. */
const SINGULAR = new Set(
  (
    'options opts settings headers params args props fields labels values credentials details status address class ' +
    'process success access business progress news bus this is has was as details vars variables stats metrics defaults ' +
    'preferences attributes contents data substitutions'
  ).split(' '),
);

/** What a name is likely to hold: one of the kinds above, `list` or `thing`. */
export function kindOf(name) {
  const parts = words(name);
  const last = parts.at(-1) ?? '';
  if (parts.length > 1 && /^(is|has|should|can|allow|use)$/.test(parts[0])) return 'boolean';
  if (parts.length > 1 && parts[0] === 'on') return 'callback';
  if (parts.includes('dry')) return 'never';
  if (parts.join('').endsWith('replyto')) return 'address';
  const known = KIND_BY_WORD.get(last);
  if (known === 'date' && parts.length === 1 && (last === 'start' || last === 'end')) return 'thing';
  // `to` as a last word of a longer name is a recipient too: sendTo, copyTo, deliverTo.
  if (known) return known;
  if (isPlural(last)) return 'list';
  return 'thing';
}

export function singular(name) {
  return String(name).replace(/ies$/, 'y').replace(/(ss|sh|ch|x)es$/, '$1').replace(/s$/, '') || String(name);
}

function isPlural(word) {
  return /[a-z]s$/.test(word) && !/(ss|us|is)$/.test(word) && word.length > 3 && !SINGULAR.has(word)
    || word === 'people' || word === 'list';
}

/** A name that a minifier gave, which says nothing. */
export const isMangled = (name) => /^_0x[\da-f]+$|^[A-Za-z_$]{1,2}\d*$/.test(name) && !KIND_BY_WORD.has(name.toLowerCase());

/** What a mail says. */
export const isLetter = (name) => /^(subject|text|body|html|message|content)$/i.test(String(name));

/** Names that many callers leave out. */
export function isOptional(name) {
  return /^(_?bcc|_?cc|reply|attach|option|opts|extra|copy|archive|journal|follow|team|campaign|tag|header|signature|priority|note|schedul|audit|html|metadata|locale|debug|silent|track)/i.test(
    String(name),
  );
}
