import t from 'tap';
import type { MaskMethod } from '../../gateway/types.ts';
import { countHits, mask, maskText } from './helpers.ts';

void t.test('of several masks on one value the strongest applies, in any order', async (t) => {
  const text = '{"a":"value","z":0}';
  const ranked: MaskMethod[] = ['remove', 'null', 'redact', 'pseudonym', 'partial'];
  for (const [rank, stronger] of ranked.entries()) {
    const alone = maskText(text, [mask('$.a', { with: stronger })]);
    for (const weaker of ranked.slice(rank + 1)) {
      const both = [mask('$.a', { with: stronger }), mask("$['a']", { with: weaker })];
      t.equal(maskText(text, both), alone, `${stronger} over ${weaker}`);
      t.equal(maskText(text, both.toReversed()), alone, `${stronger} over ${weaker}`);
      t.same(countHits(text, both), [1, 1]);
    }
  }
});

void t.test('of two alike one text stands in any order, and only what both keep', async (t) => {
  const texts = [mask('$.a', { text: 'one' }), mask('$.a', { text: 'two' })];
  t.equal(maskText('{"a":1}', texts), maskText('{"a":1}', texts.toReversed()));
  const parts = [
    mask('$.a', { with: 'partial', keep_first: 3 }),
    mask('$.a', { with: 'partial', keep_first: 2, keep_last: 2 }),
  ];
  t.equal(maskText('{"a":"abcdefgh"}', parts), '{"a":"ab***"}');
});

void t.test('a mask within a masked value is absorbed by the outer', async (t) => {
  const text = '{"a":{"b":{"c":1}},"z":[1]}';
  const inner = mask('$.a.b.c', { with: 'partial' });
  t.equal(maskText(text, [inner, mask('$.a')]), '{"a":"[redacted]","z":[1]}');
  t.equal(maskText(text, [mask('$.a.b', { with: 'remove' }), inner]), '{"a":{},"z":[1]}');
  t.equal(maskText(text, [inner, mask('$', { with: 'null' })]), 'null');
  t.same(countHits(text, [inner, mask('$.a')]), [1, 1]);
  t.equal(maskText('[[[1]]]', [mask('$..*')]), '["[redacted]"]');
});
