import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import t from 'tap';
import { maskJson } from '../oracle.ts';
import type { Mask } from '../../../gateway/types.ts';
import { CUTS, replace, maskStream, placesOf } from './support.ts';

const NAMES = ['a', 'ab', 'b', '', 'é', 'c'.repeat(40), String.raw`\u0061`, String.raw`\u0062`];
const MEANT = (name: string): string => JSON.parse(`"${name}"`) as string;
const RECORD = fc
  .uniqueArray(fc.constantFrom(...NAMES), { selector: MEANT, maxLength: 6 })
  .chain((names) => fc.tuple(...names.map((name) => fc.tuple(fc.constant(name), fc.nat(9)))))
  .map((members) => `{${members.map(([name, value]) => `"${name}":[{"a":${value}}]`).join()}}`);
const RECORDS = fc.array(RECORD, { maxLength: 8 }).map((records) => `[${records.join()}]`);
const PLANS: Mask[][] = [
  [{ path: '$[*].a', with: 'redact' }],
  [
    { path: '$[*].b', with: 'remove' },
    { path: "$[*]['é','']", with: 'null' },
  ],
  [{ path: '$..a', with: 'null' }],
  [{ path: '$.none', with: 'null' }],
];

void t.test('whatever names came before, the next is masked by what it is', async () => {
  // Few plans, so that each has learnt from many bodies.
  const property = fc.property(RECORDS, fc.constantFrom(...PLANS), CUTS, (text, masks, cuts) => {
    const expected = maskJson(Buffer.from(text), masks, { maxDepth: 100, replace }).body.toString();
    const outcome = maskStream(text, masks, { cuts: placesOf(cuts, text) });
    assert.equal(outcome.text, expected);
  });
  fc.assert(property, { numRuns: 3000 });
});
