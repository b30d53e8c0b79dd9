import * as fc from 'fast-check';
import t from 'tap';
import { Refusal } from '../../../gateway/errors.ts';
import { findIn } from '../../../gateway/redaction/detect/find-in.ts';
import { createTextMasker } from '../../../gateway/redaction/detect/text-masker.ts';
import { makeCorpus } from '../../corpus/detect/corpus.ts';
import { cut, EVERYTHING, planFor } from './support.ts';

const mark = (text: string, { type }: { type: string }): string => `[${type} ${text.length}]`;

void t.test('replaces what is found and leaves every other byte', async (t) => {
  const masker = createTextMasker(planFor('email', 'ip'), mark);
  const body = Buffer.from('\ufeffAn ada@example.org,\r\nbob@example.org – 10.0.0.1 \0 ☃\n');
  const out = Buffer.concat([masker.write(body), masker.end()]).toString();
  t.equal(out, '\ufeffAn [email 15],\r\n[email 15] – [ip 8] \0 ☃\n');
  t.same(masker.hits, [
    { count: 2, paths: [] },
    { count: 1, paths: [] },
  ]);
});

void t.test('gives the same bytes however they arrive', async (t) => {
  const fragment = fc.oneof(
    fc.constantFrom(...makeCorpus(10).map(({ text }) => text)),
    fc.constantFrom('😀', 'é', '\u200b', '\n', 'password=😀😀😀'),
    fc.integer({ min: 1, max: 5000 }).map((count) => '😀'.repeat(count)),
  );
  const text = fc.array(fragment, { maxLength: 8 }).map((fragments) => fragments.join(''));
  const run = fc.property(text, fc.array(fc.nat(30_000)), (text, places) => {
    const expected = findIn(text, EVERYTHING).reduceRight(
      (masked, { start, end, detector }) =>
        masked.slice(0, start) +
        mark(text.slice(start, Math.min(end, start + 4096)), EVERYTHING.detectors[detector]!) +
        masked.slice(end),
      text,
    );
    const masker = createTextMasker(EVERYTHING, mark);
    // Cut by bytes: within characters as well.
    const bytes = cut(Buffer.from(text).toString('latin1'), places).map((part) =>
      masker.write(Buffer.from(part, 'latin1')),
    );
    const out = Buffer.concat([...bytes, masker.end()]).toString();
    // Where a long find is cut may be one unit off, so that no pair is cut, and what has no width is not counted.
    const plain = (masked: string): string =>
      masked.replaceAll(/ (?:409[5-9]|4[1-9]\d\d)\]/g, ' long]');
    t.equal(plain(out), plain(expected));
  });
  fc.assert(run, { numRuns: 150 });
});

void t.test('refuses what is not UTF-8', async (t) => {
  for (const bytes of [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0x61, 0xe2, 0x82]]) {
    const masker = createTextMasker(planFor('email'), mark);
    t.throws(
      () => {
        masker.write(Buffer.from(bytes));
        masker.end();
      },
      new Refusal('unmaskable-response', 'the text is not UTF-8'),
    );
  }
});

void t.test('holds back no more than a find can be long', async (t) => {
  const masker = createTextMasker(planFor('email', 'iban', 'credit-card'), mark);
  const out = masker.write(Buffer.from('no finds here. '.repeat(200)));
  t.ok(out.length > 3000 - 4096 / 2, `${out.length} of 3000`);
});
