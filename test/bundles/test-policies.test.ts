import { join } from 'node:path';
import t from 'tap';
import { findOpa } from '../../bundles/find-opa.ts';
import { testPolicies } from '../../bundles/test-policies.ts';
import { faultsOf, POLICIES, POLICY_TEST } from './support.ts';

const opa = await findOpa();

void t.test('tests that pass and cover every line', async (t) => {
  await testPolicies(opa, t.testdir(POLICIES));
});

void t.test('failing tests are named with file and line', async (t) => {
  const failing = `${POLICY_TEST}\ntest_wrong if regent.decision.action == "mask" with input as {}\n`;
  const dir = t.testdir({ ...POLICIES, 'decision_test.rego': failing });
  t.same(await faultsOf(testPolicies(opa, dir)), [
    `${join(dir, 'decision_test.rego')}:9: data.regent_test.test_wrong fails`,
  ]);
});

void t.test('a test that breaks off fails', async (t) => {
  const conflict = 'package regent_test\n\nf := 1 if true\n\nf := 2 if true\n\ntest_f if f == 1\n';
  const dir = t.testdir({ ...POLICIES, 'conflict_test.rego': conflict });
  t.match(await faultsOf(testPolicies(opa, dir)), [/conflict/]);
});

void t.test('lines that no test covers are named', async (t) => {
  const dir = t.testdir({
    ...POLICIES,
    lib: { 'a.rego': 'package a\n\nx := 1 if {\n\tinput.identity.subject == "z"\n}\n' },
  });
  const faults = await faultsOf(testPolicies(opa, dir));
  t.match(faults[0], /tests cover [\d.]+ % of the lines, not 100 %/);
  t.match(faults.slice(1).join('\n'), `${join(dir, 'lib/a.rego')}:3-`);
  await testPolicies(opa, dir, { threshold: 50 });
});

void t.test('tests may print', async (t) => {
  const printing = `${POLICY_TEST}
test_print if {
	print("hello")
}
`;
  await testPolicies(opa, t.testdir({ ...POLICIES, 'decision_test.rego': printing }));
});

void t.test('a test may have named cases', async (t) => {
  const cases = `${POLICY_TEST}
test_cases[name] if {
	some name, subject in {"upper": "A", "long": "aa"}
	regent.decision.action == "deny" with input.identity.subject as subject
}
`;
  await testPolicies(opa, t.testdir({ ...POLICIES, 'decision_test.rego': cases }));
});
