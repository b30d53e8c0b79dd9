import * as fc from 'fast-check';
import t from 'tap';
import { clean } from '../../gateway/notify/clean.ts';
import { escapeHtml } from '../../gateway/notify/mail/escape.ts';
import { escapeSlack } from '../../gateway/notify/slack/escape.ts';
import type { ShownDetail } from '../../gateway/types.ts';
import { DEMAND, PARTS, subjectOf } from '../approval/support.ts';
import { until } from '../helpers/until.ts';
import { headersOf, mailTo, partOf, startMail } from '../notify/mail-server.ts';
import { startSlack } from '../notify/slack-server.ts';
import { botTo, notify } from '../notify/support.ts';

const SHOW: ShownDetail[] = ['path', 'query', 'justification', 'reason'];
const LINK = '<https://evil.example|Open in Regent>';
const EVIL =
  `<!channel> <@U1> ${LINK} *bold* \`code\` https://evil.example ` +
  '<script>alert(1)</script><img src=x onerror=alert(1)>" onmouseover="x' +
  '\r\nBcc: everyone@example.com\r\n\r\nbody \u202egnp.exe \u200b';

const evilSubject = subjectOf({
  ...PARTS,
  request: { ...PARTS.request, path: `/${EVIL}`, queryString: EVIL, host: EVIL },
  identity: { ...PARTS.identity, subject: `agent${EVIL}` },
  connection: 'crm',
  justification: `${EVIL}${'x'.repeat(5000)}`,
});

void t.test('what an agent says is only text in Slack', async (t) => {
  const slack = await startSlack(t);
  const notified = notify(t, [botTo(slack.url, { show: SHOW })]);
  void notified.ask(evilSubject, undefined, DEMAND);
  await until(() => slack.messages.size === 1);
  const [message] = slack.messages.values();
  const texts: { type: string; text: string }[] = [];
  JSON.stringify(message, (_, value: unknown) => {
    const one = value as { type?: string; text?: unknown };
    if (typeof one?.text === 'string' && one.type !== undefined) texts.push(one as never);
    return value;
  });
  const marked = texts.filter(({ type }) => type === 'mrkdwn');
  t.equal(marked.length, 1, 'only the link has markup');
  t.match(marked[0]!.text, /^<https:\/\/regent\.example\/inbox\/apr_[\w-]{22}\|Open in Regent>$/);
  t.match(message!.text, /^Approval asked: apr_[\w-]{22}$/);
  for (const { text } of texts) {
    t.ok(text.length < 1000);
    t.notMatch(text, /[\r\n\u202e\u200b]|\p{Cs}/u);
  }
});

void t.test('what an agent says is neither a header nor HTML in a mail', async (t) => {
  const server = await startMail(t);
  const notified = notify(t, [mailTo(server.port, { show: SHOW })]);
  void notified.ask(evilSubject, undefined, DEMAND);
  await until(() => server.got.length === 1);
  const [got] = server.got;
  t.same(got!.to, ['dpo@example.com']);
  const names = headersOf(got!).map(([name]) => name);
  t.same(
    names.filter((name) => name === 'bcc' || name === 'cc'),
    [],
  );
  t.equal(names.filter((name) => name === 'subject').length, 1);
  const html = partOf(got!, 'text/html');
  const tags = new Set([...html.matchAll(/<\/?([a-z0-9!]+)/gi)].map(([, name]) => name));
  t.same(
    [...tags].toSorted((a, b) => (a! < b! ? -1 : 1)),
    ['!doctype', 'a', 'body', 'h1', 'html', 'p', 'table', 'td', 'tr'],
  );
  t.notMatch(html, /<[^>]*\s(on\w+|src)=/, 'no attribute of its own');
  t.equal([...html.matchAll(/href="([^"]*)"/g)].length, 1);
  t.match(html, /href="https:\/\/regent\.example\/inbox\/apr_/);
  const lines = partOf(got!, 'text/plain').split(/\r?\n/);
  t.notOk(
    lines.some((line) => /^Bcc:/i.test(line)),
    'nor is a line its own',
  );
});

void t.test('whatever the text: one line, cut, and nothing of the medium in it', (t) => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.integer({ min: 1, max: 80 }),
      (text, most) => {
        const cleaned = clean(text, most);
        if (Array.from(cleaned).length > most) throw new Error('longer');
        if (/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(cleaned)) throw new Error('not one line');
        if (clean(cleaned, most) !== cleaned) throw new Error('not idempotent');
        if (/[<>"']/.test(escapeHtml(cleaned))) throw new Error('HTML');
        if (/[<>]/.test(escapeSlack(cleaned))) throw new Error('mrkdwn');
      },
    ),
  );
  t.end();
});
