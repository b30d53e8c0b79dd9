/** A report is made of texts that agents and upstreams chose: none of them may be more than text, or hide. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { gatherReport } from '../../evidence/report/gather.ts';
import { SHOWN_BYTES } from '../../evidence/report/read-body.ts';
import { renderHtml } from '../../evidence/report/html/render-html.ts';
import { showLine, showLines } from '../../evidence/report/show-text.ts';
import { requireCommand } from '../helpers/require-command.ts';
import { openArchive, writeSample } from '../evidence/export/support.ts';

const sample = await writeSample(t);
const archive = await openArchive(t, await sample.export());
const page = await readFile(join(archive.dir, 'report.html'), 'utf8');

void t.test('nothing in the page is run, loaded or hidden', async (t) => {
  t.notMatch(page, /<(script|img|iframe|object|link|base|form|svg)/i);
  t.notMatch(page, /(?:src|href)="(?!#)/i);
  t.notMatch(page, /(?![\n\t])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u);
  t.match(page, /&#60;script&#62;alert\(1\)&#60;\/script&#62;/);
  t.match(page, /total ⟨U\+202E⟩0001 EUR⟨U\+202C⟩/);
  t.match(page, /a⟨U\+0000⟩b⟨U\+001B⟩\[31mred/);
});

void t.test('the style is the only one that is allowed', async (t) => {
  const style = /<style>([^]*?)<\/style>/.exec(page)![1]!;
  const digest = createHash('sha256').update(style).digest('base64');
  t.match(page, `style-src &#39;sha256-${digest}&#39;`);
  t.match(page, /default-src &#39;none&#39;/);
  t.notMatch(page, / style="/);
});

void t.test('a huge body is cut, and that is said', async (t) => {
  t.match(page, /4,567 of 6,615 bytes more are in the archive/);
  t.ok(page.length < 60_000);
});

void t.test('no text of another makes markup', async () => {
  const report = await gatherReport(archive.reader, archive.manifest!);
  const plain = renderHtml(report);
  const count = (text: string): number => text.split('<').length;
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
      const access = { ...report.accesses[0]!, target: text, connection: text, purpose: text };
      const html = renderHtml({ ...report, accesses: [access, ...report.accesses.slice(1)] });
      return count(html) === count(plain) && !/\p{Cs}|\p{Cf}|\0/u.test(html);
    }),
    { numRuns: 50 },
  );
});

void t.test('what is shown is on one line, and can be seen', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = showLine(text);
      return !/[\p{C}\p{Zl}\p{Zp}]/u.test(shown) && !/\p{M}{5}/u.test(shown);
    }),
  );
  fc.assert(fc.property(fc.string(), (text) => !/(?![\n\t])\p{C}/u.test(showLines(text))));
});

void t.test('the PDF says the same', async (t) => {
  if (!requireCommand(t, 'pdftotext', 'apt-get install poppler-utils')) return;
  const path = join(archive.dir, 'report.pdf');
  const text = execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
  t.match(text, /<script>alert\(1\)<\/script>/, 'as text');
  t.match(text, /⟨U\+202E⟩0001/);
  t.match(text, /⟨U\+65E5⟩/, 'what the font lacks is spelt out');
  t.match(text, /4,567 of 6,615 bytes more/);
  const raw = await readFile(path, 'latin1');
  t.notMatch(raw, /\/(JavaScript|JS|Launch|URI|EmbeddedFile)\b/);
  t.equal(SHOWN_BYTES, 2048);
});
