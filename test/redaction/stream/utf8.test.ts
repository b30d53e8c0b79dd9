/** Short chunks that are nearly ASCII are looked at by the walker, others by the engine: both must say the same. */
import assert from 'node:assert/strict';
import { isUtf8 } from 'node:buffer';
import * as fc from 'fast-check';
import t from 'tap';
import { CUTS, maskStream, placesOf } from './support.ts';

const MASKS = [{ path: '$.zz', with: 'null' as const }];
/** Where the ranges of RFC 3629 section 4 begin and end, and what is beside them. */
const EDGES = [0x22, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff];

/** Asserts that a string of the bytes is taken if they are UTF-8, and refused if not. */
function check(bytes: Buffer, cuts: readonly number[] = []): void {
  const document = Buffer.concat([Buffer.from('["'), bytes, Buffer.from('"]')]);
  const { refused, text } = maskStream(document, MASKS, { cuts });
  assert.equal(refused, !isUtf8(document), bytes.toString('hex'));
  if (!refused) assert.equal(text, document.toString());
}

/** All ways to put one of the bytes after each of the beginnings. */
function extend(beginnings: readonly number[][], bytes: readonly number[]): number[][] {
  return beginnings.flatMap((beginning) => bytes.map((byte) => [...beginning, byte]));
}

void t.test('every first byte, and what may and may not follow it', async (t) => {
  const firsts = Array.from({ length: 128 }, (_, index) => 0x80 + index);
  const others = EDGES.filter((byte) => byte > 0x22);
  const ones = firsts.map((byte) => [byte]);
  const twos = extend(ones, others);
  const threes = extend(twos, others);
  const fours = extend(
    threes.filter(([first]) => first! >= 0xef),
    others,
  );
  for (const bytes of [...ones, ...twos, ...threes, ...fours]) check(Buffer.from(bytes));
  t.pass();
});

void t.test('characters and bytes in any place of short and long chunks', async (t) => {
  let refused = 0;
  const piece = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 150 }).map((count) => 'a'.repeat(count)) },
    {
      weight: 6,
      arbitrary: fc.constantFrom('ß', '€', '\u{1F600}', '\u{10FFFF}', '\uD7FF', '\uE000'),
    },
    { weight: 1, arbitrary: fc.constantFrom('a'.repeat(4070), 'ßa'.repeat(20)) },
  );
  const broken = fc
    .uint8Array({ minLength: 1, maxLength: 3 })
    .map((bytes) => bytes.map((byte) => byte | 0x80));
  const text = fc.array(piece, { maxLength: 14 }).map((pieces) => Buffer.from(pieces.join('')));
  const BYTES = fc.oneof(
    text,
    fc.tuple(text, broken, text).map((parts) => Buffer.concat(parts)),
  );
  const property = fc.property(BYTES, CUTS, (bytes, cuts) => {
    // Every byte alone takes long.
    const places = cuts === 'everywhere' && bytes.length > 300 ? [] : placesOf(cuts, bytes);
    check(bytes, places);
    if (!isUtf8(bytes)) refused += 1;
  });
  fc.assert(property, { numRuns: 4000 });
  t.ok(refused > 500, `${refused} were refused`);
});

void t.test('a character that a chunk cuts is not ended by ASCII', async () => {
  for (const character of ['ß', '€', '\u{1F600}']) {
    const bytes = Buffer.from(character);
    for (let length = 1; length < bytes.length; length += 1) {
      const cut = Buffer.concat([bytes.subarray(0, length), Buffer.from('abc')]);
      for (let place = 1; place < 8; place += 1) check(cut, [place]);
    }
  }
});
