// Policies that nothing tests must not go live as "all tests passed".
import { join } from 'node:path';
import t from 'tap';
import { buildBundle } from '../../bundles/build.ts';
import { findOpa } from '../../bundles/find-opa.ts';
import { supplyPolicies } from '../../bundles/supply-policies.ts';
import { testPolicies } from '../../bundles/test-policies.ts';
import { faultsOf, POLICY } from '../bundles/support.ts';

void t.test('a directory without tests is refused at each step', async (t) => {
  const opa = await findOpa();
  const dir = t.testdir({ policies: { 'decision.rego': POLICY } });
  const [policies, out] = [join(dir, 'policies'), join(dir, 'bundle.tar.gz')];
  const fault = `${policies}: has no tests; put a \`_test.rego\` beside each rule`;
  const steps = [
    () => testPolicies(opa, policies),
    () => testPolicies(opa, policies, { threshold: 0 }),
    () => buildBundle({ policies, out, revision: 'r', opa }),
    () => supplyPolicies({ policiesDir: policies, outFile: out, log: () => undefined }),
  ];
  for (const step of steps) t.same(await faultsOf(step()), [fault]);
});

void t.test('a test file without tests is refused', async (t) => {
  const opa = await findOpa();
  const dir = t.testdir({ 'decision.rego': POLICY, 'a_test.rego': 'package regent_test\n' });
  t.match(await faultsOf(testPolicies(opa, dir)), [/has no tests/]);
});
