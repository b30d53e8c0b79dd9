import * as fc from 'fast-check';
import t from 'tap';
import { findIn, type Found } from '../../../gateway/redaction/detect/find-in.ts';
import type { Piece } from '../../../gateway/redaction/detect/text-finder.ts';
import { makeCorpus } from '../../corpus/detect/corpus.ts';
import { cut, EVERYTHING, piecesOf } from './support.ts';

const CORPUS = makeCorpus(20).map(({ text }) => text);
const fragment = fc.oneof(
  fc.constantFrom(...CORPUS),
  fc.constantFrom(
    'K-123456',
    '<<',
    '>>',
    '\n',
    ' ',
    '@',
    '\u200b',
    '&#64;',
    '%40',
    '％',
    '😀',
    '１',
  ),
  fc.constantFrom(
    '-----BEGIN PRIVATE KEY-----',
    '-----END PRIVATE KEY-----',
    'password=',
    'eyJ',
    '.',
  ),
  fc.integer({ min: 1, max: 3000 }).map((count) => 'x'.repeat(count)),
  fc.integer({ min: 1, max: 1500 }).map((count) => 'x '.repeat(count)),
);
const text = fc.array(fragment, { maxLength: 12 }).map((fragments) => fragments.join(''));

void t.test('finds the same however the text is cut', async (t) => {
  const run = fc.property(text, fc.array(fc.nat(20_000)), (text, places) => {
    const whole = piecesOf([text], EVERYTHING);
    t.same(piecesOf(cut(text, places), EVERYTHING), whole);
    t.equal(whole.map((piece) => piece.text).join(''), text);
    t.same(findIn(text, EVERYTHING), foundIn(whole));
  });
  fc.assert(run, { numRuns: 300 });
});

void t.test('finds the same unit by unit', async (t) => {
  const run = fc.property(fc.array(fragment, { maxLength: 3 }), (fragments) => {
    const text = fragments.join('').slice(0, 6000);
    t.same(piecesOf(text.split(''), EVERYTHING), piecesOf([text], EVERYTHING));
  });
  fc.assert(run, { numRuns: 20 });
});

function foundIn(pieces: readonly Piece[]): Found[] {
  const found: Found[] = [];
  let at = 0;
  for (const { text, found: detector, more } of pieces) {
    const end = at + text.length;
    if (more === true) found.at(-1)!.end = end;
    else if (detector !== undefined) found.push({ start: at, end, detector });
    at = end;
  }
  return found;
}
