// The rules' contributions are gathered from `data.regent.rules`: data there would be a rule.
import { join } from 'node:path';
import t from 'tap';
import { listPolicyFiles } from '../../bundles/policy-files.ts';
import { buildBundle } from '../../bundles/build.ts';
import { findOpa } from '../../bundles/find-opa.ts';
import { readBundle } from '../../bundles/read.ts';
import { bundleOf, ENTRIES, faultsOf, POLICIES } from '../bundles/support.ts';

const RULES = '{"rules": {"a": {"decisions": [{"action": "allow", "reasons": ["a"]}]}}}';

void t.test('in a bundle', async (t) => {
  const bytes = await bundleOf([
    [{ name: '/data.json' }, `{"regent": ${RULES}}`],
    ...ENTRIES.slice(1),
  ]);
  t.match(await faultsOf(readBundle(bytes)), [/data\.json has `regent`/]);
});

void t.test('in a folder of policies', async (t) => {
  const dir = t.testdir({ ...POLICIES, regent: { 'data.json': RULES } });
  t.match(await faultsOf(listPolicyFiles(dir)), [/regent\/data\.json: lies under `regent`/]);
});

void t.test('in the data at the root of the policies', async (t) => {
  const dir = t.testdir({ policies: { ...POLICIES, 'data.json': `{"regent": ${RULES}}` } });
  const [policies, out] = [join(dir, 'policies'), join(dir, 'bundle.tar.gz')];
  const work = buildBundle({ policies, out, revision: 'r', opa: await findOpa() });
  t.match(await faultsOf(work), [/`regent`/]);
});
