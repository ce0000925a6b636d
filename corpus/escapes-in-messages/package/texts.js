export const TEXTS = {
  en: { subject: 'Alert', full: 'Your disk $disk is full.', help: 'Help: help\u0040diskwatch.test' },
  fr: { subject: 'Alerte', full: 'Votre disque $disk est plein.', help: 'Aide\u00a0: help\u0040diskwatch.test' },
  ja: { subject: '\u8b66\u544a', full: '\u30c7\u30a3\u30b9\u30af $disk', help: '\u{2709} help\x40diskwatch.test' },
};
