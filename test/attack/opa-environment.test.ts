// `opa` reads flags from the environment: OPA_BUILD_IGNORE could take a denial out of a bundle.
import { join } from 'node:path';
import t from 'tap';
import { buildBundle } from '../../bundles/build.ts';
import { findOpa } from '../../bundles/find-opa.ts';
import { POLICIES } from '../bundles/support.ts';

void t.test('the environment changes no bundle', async (t) => {
  const opa = await findOpa();
  const lib = { 'a.rego': 'package regent.lib\n\nx := 1\n' };
  const dir = t.testdir({ policies: { ...POLICIES, lib } });
  const [policies, out] = [join(dir, 'policies'), join(dir, 'bundle.tar.gz')];
  const before = await buildBundle({ policies, out, revision: 'r', opa });
  t.teardown(() => delete process.env['OPA_BUILD_IGNORE']);
  process.env['OPA_BUILD_IGNORE'] = 'a.rego';
  const after = await buildBundle({ policies, out, revision: 'r', opa });
  t.equal(after.digest, before.digest);
});
