/** The bodies that entries name are those that a regular expression finds. */
import fc from 'fast-check';
import t from 'tap';
import { NamedBodies } from '../../../evidence/verify/named-bodies.ts';

const digest = fc
  .tuple(fc.stringMatching(/^[0-9a-f]{64}$/), fc.nat(63), fc.option(fc.constantFrom('g', 'A', '"')))
  .map(([text, at, other]) => (other === null ? text : text.slice(0, at) + other + text.slice(at)));
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
