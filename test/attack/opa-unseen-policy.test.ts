// `opa` passes over some files without a sign: a denial that lies in one would never be heard.
import { renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { listPolicyFiles } from '../../bundles/policy-files.ts';
import { faultsOf, POLICIES } from '../bundles/support.ts';

const RULE = 'package regent.rules.a\n\ndecisions contains {"action": "deny", "reasons": ["a"]}\n';

void t.test('a linked policy', async (t) => {
  const dir = t.testdir({ policies: POLICIES, 'elsewhere.rego': RULE });
  symlinkSync(join(dir, 'elsewhere.rego'), join(dir, 'policies/a.rego'));
  t.match(await faultsOf(listPolicyFiles(join(dir, 'policies'))), [/a\.rego: is a link/]);
});

void t.test('a linked folder', async (t) => {
  const dir = t.testdir({ policies: POLICIES, elsewhere: { 'a.rego': RULE } });
  symlinkSync(join(dir, 'elsewhere'), join(dir, 'policies/rules'));
  t.match(await faultsOf(listPolicyFiles(join(dir, 'policies'))), [/rules: is a link/]);
});

void t.test('a policy that is a test by its name', async (t) => {
  const dir = t.testdir({ ...POLICIES, 'deny_the_test.rego': RULE });
  t.match(await faultsOf(listPolicyFiles(dir)), [/deny_the_test\.rego: is a test by its name/]);
});

void t.test('a policy that needs a test file', async (t) => {
  const rule = RULE.replace('"deny"', 'data.regent_test.action');
  const dir = t.testdir({ ...POLICIES, 'a.rego': rule });
  t.match(await faultsOf(listPolicyFiles(dir)), [/a\.rego: refers to regent_test/]);
});

void t.test('files of another name', async (t) => {
  const names = [
    'a.REGO',
    'a.rego.bak',
    'data.yaml',
    'other.json',
    '.manifest',
    'policy.wasm',
    'rego',
  ];
  for (const name of names) {
    const dir = t.testdir(POLICIES);
    renameSync(join(t.testdir({ ...POLICIES, file: RULE }), 'file'), join(dir, name));
    t.match(
      await faultsOf(listPolicyFiles(dir)),
      [/is neither \*\.rego nor data\.json nor \*\.md/],
      name,
    );
  }
});
