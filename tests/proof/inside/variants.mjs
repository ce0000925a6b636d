// The ways in which a user may call a package: each is a session of its own.

/**
 * What an ambiguous name becomes.
 * Between them, text, lists and records of recipients all occur, with and without values that can be called.
 */
const SHAPES = {
  text: { recipients: 'text', addresses: 'text', texts: 'text', elements: 'text', lists: 'list', callable: false },
  list: { recipients: 'list', addresses: 'text', texts: 'text', elements: 'thing', lists: 'list', callable: true },
  records: { recipients: 'records', addresses: 'text', texts: 'thing', elements: 'thing', lists: 'list', callable: false },
  things: { recipients: 'thing', addresses: 'thing', texts: 'thing', elements: 'thing', lists: 'thing', callable: true },
};

const MOST_SINGLE = 12;

/** `envRead` fills while the first sessions run. */
export function* variants(plan, envRead) {
  for (const env of ['set', 'needed', 'unset']) {
    for (const [shape, guess] of Object.entries(SHAPES)) {
      for (const bare of [false, true]) {
        yield { name: `${shape}, ${bare ? 'without' : 'with'} options, environment ${env}`, shape: guess, bare, env, random: bare ? 0.999 : 0.001 };
      }
    }
  }
  // A fallback shows when its variable alone is missing.
  for (const name of [...envRead].slice(0, MOST_SINGLE)) {
    yield { name: `text, with options, environment without ${name}`, shape: SHAPES.text, bare: false, env: `without ${name}`, random: 0.001 };
  }
}
