const SAMPLE = ['From: ann@reader.test', 'To: bob@reader.test', 'Bcc: carol@reader.test', 'Subject: =?utf-8?B?SGVsbG8=?=', '', 'Hi!'].join('\r\n');

export function parse(text) {
  const [head, ...rest] = String(text).split(/\r?\n\r?\n/);
  const headers = {};
  for (const line of head.replace(/\r?\n\s+/g, ' ').split(/\r?\n/)) {
    const at = line.indexOf(':');
    if (at > 0) headers[line.slice(0, at).trim().toLowerCase()] = decodeWords(line.slice(at + 1).trim());
  }
  return { headers, body: rest.join('\n\n') };
}

export function decodeWords(value) {
  return value.replace(/=\?([\w-]+)\?([BQ])\?([^?]*)\?=/gi, (_, charset, kind, text) =>
    kind.toUpperCase() === 'B'
      ? Buffer.from(text, 'base64').toString('utf8')
      : text.replace(/_/g, ' ').replace(/=([0-9A-F]{2})/gi, (__, hex) => String.fromCharCode(parseInt(hex, 16))),
  );
}

export function recipients(text) {
  const { headers } = parse(text);
  return ['to', 'cc', 'bcc'].flatMap((name) => (headers[name] ? headers[name].split(/,\s*/) : []));
}

export const selfTest = () => recipients(SAMPLE).length === 2;
