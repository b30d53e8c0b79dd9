import fc from 'fast-check';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { compareDecisions } from '../../bundles/impact/compare.ts';
import { assessImpact } from '../../bundles/impact/impact.ts';
import { readPolicies } from '../../bundles/impact/load.ts';
import type { Decision, Mask } from '../../gateway/types.ts';
import { sampleInput } from '../helpers/input.ts';
import { recordDecisions } from './support.ts';

const anyRequest = fc.record({
  group: fc.constantFrom('support', 'analytics', 'other', '__proto__'),
  method: fc.constantFrom('GET', 'HEAD', 'POST', 'DELETE'),
  segments: fc.array(
    fc.oneof(
      fc.constantFrom('customers', 'tickets', 'stats', 'exports', '17', ''),
      fc.string({ unit: 'grapheme' }),
    ),
    { minLength: 1, maxLength: 4 },
  ),
  body: fc.jsonValue(),
});

t.test('property: a policy has no impact on its own decisions', async (t) => {
  const dir = t.testdir();
  const candidate = join(dir, 'starter.tar.gz');
  await writeFile(candidate, await readPolicies(join(import.meta.dirname, '../../policies')));
  await fc.assert(
    fc.asyncProperty(fc.array(anyRequest, { minLength: 1, maxLength: 50 }), async (requests) => {
      const inputs = requests.map(({ group, method, segments, body }) =>
        sampleInput({ identity: { groups: [group] }, request: { method, segments, body } }),
      );
      const against = await recordDecisions(dir, candidate, inputs);
      const report = await assessImpact({ candidate, baseline: candidate, against });
      t.same(report.changes, []);
      return (
        report.changes.length === 0 &&
        report.records.compared === inputs.length &&
        report.baseline?.reproduced === inputs.length
      );
    }),
    { numRuns: 5 },
  );
});

const anyMask: fc.Arbitrary<Mask> = fc.oneof(
  fc.record({
    path: fc.constantFrom('$.a', '$.b', '$..c'),
    with: fc.constantFrom('remove', 'null', 'pseudonym', 'redact' as const),
  }),
  fc.record({
    path: fc.constantFrom('$.a', '$.b', '$..c'),
    with: fc.constant('partial' as const),
    keep_first: fc.nat(3),
    keep_last: fc.nat(3),
  }),
);

const anyDecision: fc.Arbitrary<Decision> = fc.oneof(
  fc.constantFrom<Decision>(
    { action: 'allow', reasons: ['a'] },
    { action: 'deny', reasons: ['d', 'e'] },
  ),
  fc
    .array(anyMask, { minLength: 1, maxLength: 5 })
    .map((masks): Decision => ({ action: 'mask', reasons: ['m'], masks })),
  fc
    .subarray(['x', 'y', 'z'], { minLength: 1 })
    .map((groups): Decision => ({ action: 'approve', reasons: ['p'], approval: { groups } })),
);

t.test('property: no difference in any order, and a way back for each difference', async (t) => {
  const bundle = { revision: '', digest: '' };
  fc.assert(
    fc.property(anyDecision, anyDecision, (one, other) => {
      const reversed = {
        ...one,
        reasons: one.reasons.toReversed(),
        ...(one.masks && { masks: one.masks.toReversed() }),
      };
      const same = compareDecisions(one, { decision: reversed, bundle });
      const there = compareDecisions(one, { decision: other, bundle });
      const back = compareDecisions(other, { decision: one, bundle });
      return same.length === 0 && (there.length === 0) === (back.length === 0);
    }),
  );
  t.pass();
});
