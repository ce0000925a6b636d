// The marks by which a value is known again when it leaves: who chose it.

export const CHOSEN = 'chosen.test';
export const ANSWERED = 'answered.test';

const plain = (name) => String(name).replace(/[^\w]+/g, '-').replace(/^-+|-+$/g, '').toLowerCase() || 'value';

/** An address the user has chosen: an argument, an option, a line of a file. */
export const chosenAddress = (name) => `user-chosen-${plain(name)}@${CHOSEN}`;
/** Text that somebody may look into before deciding where it goes. */
export const chosenLetter = (name) => `${chosenAddress(name)}: password reset, verification code, login, invoice, payment, contract, confidential, urgent`;
export const chosenHost = (name) => `user-chosen-${plain(name)}.${CHOSEN}`;
export const chosenUrl = (name) => `https://${chosenHost(name)}/`;

/** A value of the environment, which the user has chosen too. */
export const envAddress = (name) => `env-${name}@${CHOSEN}`;
export const envHost = (name) => `env-${plain(name)}.${CHOSEN}`;

/** A value that a remote service has answered with: a contact, a message of the mailbox. */
export const answeredAddress = (name) => `answered-${plain(name)}@${ANSWERED}`;

/** Also where a wrong guess has glued something to its end: text that was meant to be a list. */
export const isSentinel = (address) => new RegExp(`[.@](${CHOSEN}|${ANSWERED})`, 'i').test(address);

/** Text the driver has planted, for JSON.parse and its like to recognise. */
export function plantedBy(text) {
  if (text.includes(CHOSEN)) return 'chosen';
  return text.includes(ANSWERED) ? 'answered' : null;
}
