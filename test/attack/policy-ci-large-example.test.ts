// An example whose input is 1 MB, among small ones, and one that is nested without end.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { findOpa } from '../../bundles/find-opa.ts';
import { test } from '../../bundles/policy/test.ts';
import { sampleInput } from '../helpers/input.ts';
import { EXAMPLE, starterPolicies } from '../policy/support.ts';

const opa = await findOpa();

void t.test('1 MB of input is decided both ways', async (t) => {
  const dir = join(starterPolicies(t), 'policies');
  const body = Array.from({ length: 30_000 }, (_, i) => ({
    id: i,
    name: `customer ${i}`,
    tags: [1],
  }));
  const input = sampleInput({ request: { path: '/', body } });
  const text = JSON.stringify([EXAMPLE, { ...EXAMPLE, name: 'large', input }]);
  t.ok(text.length > 1_000_000);
  writeFileSync(join(dir, 'large.example.json'), text);
  const report = await test(opa, dir);
  t.same(report.findings, []);
  t.ok(report.cases.some(({ name, failures }) => name === 'large' && failures.length === 0));
});

void t.test('what is nested without end is a finding', async (t) => {
  const dir = join(starterPolicies(t), 'policies');
  writeFileSync(join(dir, 'deep.example.json'), '['.repeat(1_000_000));
  const { findings } = await test(opa, dir);
  t.match(findings, [{ code: 'example-invalid', message: 'nesting-too-deep', line: 1 }]);
});
