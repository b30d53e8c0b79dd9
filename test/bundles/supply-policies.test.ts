import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { loadBundleFile } from '../../bundles/read.ts';
import { supplyPolicies } from '../../bundles/supply-policies.ts';
import { faultsOf, POLICIES, POLICY_TEST } from './support.ts';

void t.test('policies become a bundle, and each part tells its time', async (t) => {
  const dir = t.testdir({ policies: POLICIES });
  const [policiesDir, outFile] = [join(dir, 'policies'), join(dir, 'bundle.tar.gz')];
  const lines: string[] = [];
  const supply = () => supplyPolicies({ policiesDir, outFile, log: (line) => lines.push(line) });
  const { bundle } = await supply();
  t.match(bundle.revision, /^dev-[0-9a-f]{12}$/);
  t.same(await loadBundleFile(outFile), bundle);
  for (const part of ['find opa', 'check policies', 'test policies', 'build policies']) {
    t.ok(
      lines.some((line) => line.startsWith(`${part}: `)),
      part,
    );
  }
  t.equal((await supply()).bundle.digest, bundle.digest, 'a second time gives the same');
});

void t.test('a failing test leaves no bundle', async (t) => {
  const failing = `${POLICY_TEST}\ntest_wrong if false\n`;
  const dir = t.testdir({ policies: { ...POLICIES, 'decision_test.rego': failing } });
  const [policiesDir, outFile] = [join(dir, 'policies'), join(dir, 'bundle.tar.gz')];
  const faults = await faultsOf(supplyPolicies({ policiesDir, outFile, log: () => undefined }));
  t.match(faults, [/test_wrong fails/]);
  t.notOk(existsSync(outFile));
});
