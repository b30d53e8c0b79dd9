import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { listPolicyFiles } from '../../bundles/policy-files.ts';
import { faultsOf, POLICIES } from './support.ts';

void t.test('policies, tests and data are told apart', async (t) => {
  const dir = t.testdir({
    ...POLICIES,
    lib: { 'a.rego': 'package a\n', 'data.json': '{}' },
    'README.md': '',
  });
  t.match(await listPolicyFiles(dir), {
    policies: ['decision.rego', 'lib/a.rego'],
    tests: ['decision_test.rego'],
    data: ['lib/data.json'],
  });
});

void t.test('the digest stands for names and contents', async (t) => {
  const dir = t.testdir({ one: POLICIES });
  cpSync(join(dir, 'one'), join(dir, 'two'), { recursive: true });
  const digest = async (name: string) => (await listPolicyFiles(join(dir, name))).sha256;
  t.equal(await digest('one'), await digest('two'));
  writeFileSync(join(dir, 'two/a.rego'), '');
  t.not(await digest('one'), await digest('two'));
});

void t.test('a directory that is missing or empty is refused', async (t) => {
  const dir = t.testdir({});
  t.match(await faultsOf(listPolicyFiles(join(dir, 'missing'))), [/ENOENT/]);
  t.match(await faultsOf(listPolicyFiles(dir)), [/no policies/, /no tests/]);
});
