import t from 'tap';
import { findIn } from '../../gateway/redaction/detect/find-in.ts';
import { createTextMasker } from '../../gateway/redaction/detect/text-masker.ts';
import { EVERYTHING, planFor } from '../redaction/detect/support.ts';

/** Values far longer than what is held in memory. */
const HUGE = 'x1'.repeat(500_000);
const TOKENS: [before: string, value: string, after: string][] = [
  ['', `eyJhbGciOiJub25lIn0.${HUGE}.c2ln`, '. End'],
  ['', `eyJ${HUGE}`, ' End'],
  ['password=', HUGE, '&a=b'],
  ['Authorization: Bearer ', HUGE, '\r\nAccept: x'],
  ['', ['gh', 'p_', HUGE].join(''), ', End'],
  ['"secret": "', `${HUGE} ${HUGE}`, '" End'],
];

void t.test('a token of a megabyte is masked to its end', async (t) => {
  for (const [before, value, after] of TOKENS) {
    const found = findIn(before + value + after, planFor('jwt', 'secret'));
    const spans = found.map(({ start, end }) => [start, end]);
    t.same(spans, [[before.length, before.length + value.length]], before);
  }
});

void t.test('no part of it leaves while it arrives, nor is it held', async (t) => {
  for (const [before, value, after] of TOKENS) {
    const masker = createTextMasker(EVERYTHING, () => '*');
    const out: string[] = [];
    const bytes = Buffer.from(before + value + after);
    for (let at = 0; at < bytes.length; at += 10_000) {
      out.push(masker.write(bytes.subarray(at, at + 10_000)).toString());
    }
    out.push(masker.end().toString());
    t.equal(out.join(''), `${before}*${after}`);
    t.ok(out[1]!.includes('*') || out[0]!.includes('*'), 'the beginning is told at once');
  }
});

void t.test('an email address longer than any does not pass whole', async (t) => {
  const [found] = findIn(`${'a'.repeat(5000)}@example.org`, planFor('email'));
  t.match(found, { start: 5000 - 256, end: 5012 });
});
