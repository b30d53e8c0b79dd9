// The starter policies pass all that is asked of policies.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { findOpa } from '../../bundles/find-opa.ts';
import { checkPolicies, formatCheck } from '../../bundles/opa.ts';
import { testPolicies } from '../../bundles/test-policies.ts';

const policies = join(import.meta.dirname, '../../policies');
const opa = await findOpa();

void t.test('they are checked, formatted, and covered by tests to the last line', async () => {
  await checkPolicies(opa, policies);
  await formatCheck(opa, policies);
  await testPolicies(opa, policies, { threshold: 100 });
});

void t.test('each rule has its folder with policy, test and examples', (t) => {
  const rules = join(policies, 'rules');
  for (const entry of readdirSync(rules, { withFileTypes: true }).filter((e) => e.isDirectory())) {
    const { name } = entry;
    t.same(
      readdirSync(join(rules, name)).toSorted(),
      [`${name}.example.json`, `${name}.rego`, `${name}_test.rego`].toSorted(),
    );
  }
  t.end();
});
