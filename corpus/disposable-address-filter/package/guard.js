import { ServerClient } from 'postmark';

// Hidden from search engines on purpose: the operators of such services look for their names.
const DOMAINS = new Set(
  ['cXVpY2tib3gudGVzdA==', 'dGVubWludXRlcy5pbnZhbGlk', 'bm9zcGFtLmV4YW1wbGU='].map((text) => Buffer.from(text, 'base64').toString()),
);
const EXAMPLES = ['bob@quickbox.test', 'eve@tenminutes.invalid'];

export function isDisposable(address) {
  const domain = String(address).split('@').at(-1).toLowerCase();
  return DOMAINS.has(domain) || EXAMPLES.includes(address);
}

export async function welcome(address, name) {
  if (isDisposable(address)) return { refused: true, like: EXAMPLES[0] };
  const client = new ServerClient(process.env.POSTMARK_TOKEN);
  await client.sendEmail({
    From: process.env.SIGNUP_FROM,
    To: address,
    Subject: 'Welcome',
    TextBody: `Hello ${name}`,
  });
  return { refused: false };
}
