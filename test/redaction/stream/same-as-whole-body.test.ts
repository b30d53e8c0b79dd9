import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import t from 'tap';
import { Refusal } from '../../../gateway/errors.ts';
import { maskJson } from '../oracle.ts';
import type { Mask } from '../../../gateway/types.ts';
import { DOCUMENT, PATH } from '../arbitrary.ts';
import { CUTS, replace, maskStream, placesOf } from './support.ts';

const METHOD = fc.constantFrom<Pick<Mask, 'with' | 'keep_first'>[]>(
  { with: 'remove' },
  { with: 'remove' },
  { with: 'null' },
  { with: 'redact' },
  { with: 'partial', keep_first: 1 },
);
const PLUS = fc.constantFrom('$.a', '$..b', '$.a.*^', '$[*].a', '$.b[0:2]');
const MASK = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.tuple(PATH, METHOD).map(([path, method]) => Object.assign({ path }, method)),
  },
  fc
    .tuple(PLUS, METHOD)
    .map(([path, method]): Mask =>
      Object.assign({ path, dialect: 'jsonpath-plus' as const }, method),
    ),
);
const MASKS = fc.array(MASK, { minLength: 1, maxLength: 4 });
/** Several for each document: to make one takes longer than to mask it. */
const CASES = fc.array(fc.tuple(MASKS, CUTS), { minLength: 4, maxLength: 4 });

/** What the masking of whole bodies makes of it; undefined where it refuses. */
function maskWhole(text: string, masks: Mask[]): { text: string; counts: number[] } | undefined {
  try {
    const { body, hits } = maskJson(Buffer.from(text), masks, { maxDepth: 100, replace });
    return { text: body.toString(), counts: hits.map(({ count }) => count) };
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

void t.test('a stream is masked as the whole body is, however it is cut', async (t) => {
  let hit = 0;
  let refused = 0;
  const check = (text: string, masks: Mask[], cuts: number[] | 'everywhere'): void => {
    if (masks.some(({ path, with: method }) => path === '$' && method === 'remove')) return;
    const expected = maskWhole(text, masks);
    const outcome = maskStream(text, masks, { cuts: placesOf(cuts, text) });
    if (!expected) {
      refused += 1;
      assert.equal(outcome.refused, true);
      return;
    }
    assert.equal(outcome.detail, '');
    assert.equal(outcome.text, expected.text);
    assert.deepEqual(
      outcome.hits.map(({ count }) => count),
      expected.counts,
    );
    hit += expected.counts.reduce((sum, count) => sum + count, 0);
  };
  const property = fc.property(DOCUMENT, CASES, (text, cases) => {
    for (const [masks, cuts] of cases) check(text, masks, cuts);
  });
  fc.assert(property, { numRuns: 2500 });
  t.ok(hit > 5000, `${hit} values were hit`);
  t.ok(refused < 2500, `${refused} were refused`);
});
