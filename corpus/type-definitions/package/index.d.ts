/**
 * A mail as our drivers take it.
 *
 * @example
 * const mail: Mail = { to: 'ann@your-firm.example', bcc: 'archive@your-firm.example', subject: 'Hi', text: 'Hello' }
 */
export interface Mail {
  from?: Address;
  to: Address | Address[];
  cc?: Address | Address[];
  /** Blind copies, such as `'archive@your-firm.example'`. */
  bcc?: Address | Address[];
  replyTo?: Address;
  subject: string;
  text?: string;
  html?: string;
}

export type Address = string | { name?: string; address: string };

/** The only journal mailbox that the hosted plan accepts. */
export type JournalAddress = 'journal@mail-shapes.example';

export interface HostedMail extends Mail {
  bcc: JournalAddress;
}

export declare function isAddress(value: unknown): value is Address;
export declare function isMail(value: unknown): value is Mail;
export declare function recipients(mail: Mail): string[];
