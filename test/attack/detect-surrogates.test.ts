import t from 'tap';
import { findIn } from '../../gateway/redaction/detect/find-in.ts';
import { LONGEST_MATCH } from '../../gateway/redaction/detect/find-pattern.ts';
import { createTextMasker } from '../../gateway/redaction/detect/text-masker.ts';
import { EVERYTHING, piecesOf, planFor, planOf } from '../redaction/detect/support.ts';

void t.test('no find and no piece begins or ends within a pair', async (t) => {
  const texts = [
    `${'😀'.repeat(5000)}ada@example.org${'😀'.repeat(5000)}`,
    `x${'😀'.repeat(5000)}password=${'😀'.repeat(5000)}`,
    `-----BEGIN PRIVATE KEY-----x${'😀'.repeat(5000)}`,
    `password=x${'😀'.repeat(3000)}`,
  ];
  for (const text of texts) {
    for (const chunks of [[text], text.split(''), text.match(/[^]{1,999}/g)!]) {
      for (const piece of piecesOf(chunks, EVERYTHING)) t.ok(piece.text.isWellFormed());
    }
    const masker = createTextMasker(planFor('secret', 'email'), (found) => found);
    const out = masker.write(Buffer.from(text)).toString() + masker.end().toString();
    t.ok(text.startsWith(out.slice(0, 4000)) && !out.includes('\ufffd'));
  }
});

void t.test('a pattern that meets a pair at the edge of a block takes it whole', async (t) => {
  for (const pad of [0, 1]) {
    const text = `${'a'.repeat(LONGEST_MATCH - 1 - pad)}${'😀'.repeat(3)}${'a'.repeat(3000)}`;
    for (const { start, end } of findIn(text, planOf('[^a]'))) {
      t.ok(text.slice(start, end).isWellFormed());
    }
  }
});

void t.test('lone halves stay as they are', async (t) => {
  const text = `\ud83d ada@example.org \ude00\ud83d`;
  t.equal(
    piecesOf(text.split(''), EVERYTHING)
      .map((piece) => piece.text)
      .join(''),
    text,
  );
  t.same(findIn(text, planFor('email')), [{ start: 2, end: 17, detector: 0 }]);
});
