import * as fc from 'fast-check';
import t from 'tap';
import { findIn } from '../../../gateway/redaction/detect/find-in.ts';
import type { DetectorType } from '../../../gateway/types.ts';
import { makeRandom, type Random } from '../../corpus/detect/random.ts';
import * as values from '../../corpus/detect/values.ts';
import { planFor } from './support.ts';

const MAKE: [DetectorType, (random: Random) => string][] = [
  ['email', values.email],
  ['phone', values.phone],
  ['iban', values.iban],
  ['credit-card', values.card],
  ['national-id', values.nationalId],
  ['ip', values.ip],
  ['jwt', values.jwt],
  ['secret', values.secret],
];
/** Text without digits, in which nothing is found; marks stand beside the value, not letters. */
const words = fc.string({
  unit: fc.constantFrom('a', 'Z', 'é', 'ß', ' ', '\n', ',', '😀', '中', '(', '"', '„'),
  maxLength: 80,
});
const beside = fc.constantFrom(' ', '\n', ', ', '; ', '"', '\t', '<', '>', '|');

void t.test('finds each value at its offsets', async (t) => {
  for (const [type, make] of MAKE) {
    const plan = planFor(type);
    const text = fc.tuple(words, beside, fc.integer(), beside, words);
    const run = fc.property(text, ([before, left, seed, right, after]) => {
      const value = make(makeRandom(seed));
      const start = before.length + left.length;
      const found = findIn(before + left + value + right + after, plan);
      t.same(found, [{ start, end: start + value.length, detector: 0 }], value);
    });
    fc.assert(run, { numRuns: 300 });
  }
});

void t.test('finds nothing where a digit of the checksum is another', async () => {
  const wrong: [DetectorType, (random: Random) => string][] = [
    ['iban', values.iban],
    ['credit-card', values.card],
    ...['FR', 'CZ', 'RO'].map((country): [DetectorType, typeof values.iban] => [
      'national-id',
      values.NATIONAL_IDS[country]!,
    ]),
  ];
  for (const [type, make] of wrong) {
    const plan = planFor(type);
    const run = fc.property(fc.integer(), fc.integer({ min: 1, max: 9 }), (seed, step) => {
      const value = make(makeRandom(seed));
      // The last digit is, or is part of, the check digits; or they check it.
      const changed = value.slice(0, -1) + String((Number(value.at(-1)) + step) % 10);
      return findIn(`no ${changed}.`, plan).length === 0;
    });
    fc.assert(run, { numRuns: 300 });
  }
});
