import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { findOpa } from '../../bundles/find-opa.ts';
import { isGood } from '../../bundles/policy/findings.ts';
import { test } from '../../bundles/policy/test.ts';
import { POLICIES } from '../bundles/support.ts';
import { starterPolicies } from './support.ts';

const opa = await findOpa();

void t.test('the starter policies are good, with an example beside each rule', async (t) => {
  const report = await test(opa, join(starterPolicies(t), 'policies'));
  t.same(report.findings, []);
  t.equal(report.coverage, 100);
  const rules = report.cases.flatMap(
    ({ suite }) => /rules\/(\w+)\/\w+\.example\.json$/.exec(suite)?.[1] ?? [],
  );
  t.same([...new Set(rules)].toSorted(), [
    'analytics_reads_aggregates',
    'export_needs_approval',
    'no_deletes',
    'support_reads_customer',
    'support_reads_tickets',
  ]);
});

void t.test('tests that fail are named, with their cases', async (t) => {
  const tests = `package regent_test.more

test_wrong if 1 == 2

test_cases[name] if {
	some name, x in {"one": 1, "two": 2}
	x == 1
}

todo_test_later if true
`;
  const dir = t.testdir({ ...POLICIES, 'more_test.rego': tests });
  const report = await test(opa, dir);
  t.match(
    report.findings.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)),
    [
      { code: 'test-failed', line: 3, message: 'data.regent_test.more.test_wrong fails' },
      { code: 'test-failed', line: 5, details: ['case "two" fails'] },
      { code: 'test-skipped', line: 10 },
    ],
  );
  t.equal(report.cases.find(({ name }) => name === 'todo_test_later')?.skipped, true);
  t.notOk(isGood(report));
});

void t.test('lines that no test covers, above and below the threshold', async (t) => {
  const dir = t.testdir({
    ...POLICIES,
    lib: { 'a.rego': 'package a\n\nx := 1 if {\n\tinput.identity.subject == "z"\n}\n' },
  });
  const report = await test(opa, dir);
  t.match(report.findings, [
    { code: 'not-covered', message: /tests cover [\d.]+ % of the lines, not 100 %/ },
    { code: 'not-covered', file: join(dir, 'lib/a.rego'), line: 3 },
  ]);
  t.ok(
    report.cases.some(
      ({ name, failures }) => name.startsWith('not-covered') && failures.length > 0,
    ),
  );
  t.ok(isGood(await test(opa, dir, { threshold: 50 })));
});

void t.test('no test at all, and tests that do not run, are no success', async (t) => {
  const dir = t.testdir(POLICIES);
  writeFileSync(join(dir, 'decision_test.rego'), 'package regent_test\n');
  t.match((await test(opa, dir)).findings, [{ code: 'no-tests', message: /has no tests/ }]);
  writeFileSync(join(dir, 'decision_test.rego'), 'package regent_test\n\ntest_a if x\n');
  t.match((await test(opa, dir)).findings, [{ code: 'no-tests', message: /unsafe/ }]);
  rmSync(join(dir, 'decision_test.rego'));
  t.match((await test(opa, dir)).findings, [{ code: 'file-refused', message: /has no tests/ }]);
});
