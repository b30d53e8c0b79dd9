/** What verification reads as bytes is what a regular expression says of the text. */
import fc from 'fast-check';
import t from 'tap';
import { ExpectedHead } from '../../../evidence/verify/expected-head.ts';
import { ID_WORDS, Ids, parseId } from '../../../evidence/verify/ids.ts';
import { NamedBodies } from '../../../evidence/verify/named-bodies.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const HEAD = '{"v":2,"seq":';

/** A text, with one of its characters perhaps another. */
function nearly(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const other = fc.constantFrom(...'0123456789abcdefABCDEFg-:@`/ "'.split(''));
  return fc.tuple(text, fc.nat(), fc.option(other)).map(([text, place, other]) => {
    const at = place % text.length;
    return other === null ? text : text.slice(0, at) + other + text.slice(at + 1);
  });
}

t.test('an id', (t) => {
  const ids = new Ids();
  const id = new Uint32Array(ID_WORDS);
  fc.assert(
    fc.property(nearly(fc.uuid()), fc.nat(9), (text, begin) => {
      const buffer = Buffer.from(' '.repeat(begin) + text + '"');
      const isId = parseId(buffer, begin, id);
      if (isId !== UUID.test(text)) return false;
      if (!isId) return true;
      const place = ids.push(id);
      const bytes = Buffer.from(text.replaceAll('-', ''), 'hex');
      const other = Buffer.from(bytes);
      other[begin]! ^= 1;
      return (
        ids.textAt(place) === text &&
        ids.has(place, id) &&
        ids.standsAt(place, Buffer.concat([Buffer.alloc(begin), bytes]), begin) &&
        !ids.standsAt(place, other, 0)
      );
    }),
    { numRuns: 3000 },
  );
  t.ok(ids.length > 1024, 'and more than there was room for at first');
  t.end();
});

t.test('the beginning of an entry', (t) => {
  const leaf = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const number = fc.oneof(fc.nat(120), fc.constantFrom(98, 998, 99_999, 999_999_998));
  fc.assert(
    fc.property(number, fc.nat(3), leaf, fc.nat(), (first, steps, leaf, place) => {
      const head = new ExpectedHead(first);
      for (let step = 0; step < steps; step += 1) head.next();
      const prev = Buffer.from(leaf).toString('hex');
      const text = `${HEAD}${first + steps},"prev":"${prev}","time":"`;
      const buffer = Buffer.from(`\n${text}2026`);
      if (head.length !== text.length || !head.standsAt(buffer, 1, leaf, leaf.length)) return false;
      buffer[1 + (place % text.length)]! ^= 1 + (place % 255);
      return !head.standsAt(buffer, 1, leaf, leaf.length);
    }),
    { numRuns: 2000 },
  );
  const first = Buffer.from(`${HEAD}0,"prev":"${'0'.repeat(64)}","time":"`);
  t.ok(new ExpectedHead(0).standsAt(first, 0, Buffer.alloc(0), 0), 'with zeros before the first');
  t.end();
});

t.test('the bodies that entries name', (t) => {
  const digest = nearly(fc.stringMatching(/^[0-9a-f]{64}$/));
  const piece = fc.oneof(
    digest.map((text) => `{"object":"${text}","bytes":3}`),
    fc.constantFrom('object"', '"object"', '"object":', '\\"object\\":\\"', '{"a":"object"}', 'o'),
    fc.string({ unit: 'grapheme-ascii', maxLength: 9 }),
  );
  fc.assert(
    fc.property(fc.array(fc.array(piece), { maxLength: 6 }), (entries) => {
      const texts = entries.map((pieces) => `{${pieces.join(',')}}`);
      const buffer = Buffer.from(texts.join('\n'));
      const bodies = new NamedBodies();
      let begin = 0;
      for (const [seq, text] of texts.entries()) {
        bodies.take(seq, buffer, begin, begin + text.length);
        begin += text.length + 1;
      }
      const expected = new Map<string, number>();
      for (const [seq, text] of texts.entries())
        for (const [, found] of text.matchAll(/"object":"([0-9a-f]{64})/g))
          if (!expected.has(found!)) expected.set(found!, seq);
      t.same([...bodies.found], [...expected]);
    }),
    { numRuns: 500 },
  );
  t.end();
});
