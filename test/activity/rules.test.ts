/** The rules that spoke are found in the sources of the bundle that decided. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import t from 'tap';
import { compileBundle } from '../../bundles/build.ts';
import { digestOf } from '../../bundles/digest.ts';
import { findOpa } from '../../bundles/find-opa.ts';
import { listPolicyFiles } from '../../bundles/policy-files.ts';
import { RuleFinder } from '../../gateway/activity/find-rules.ts';
import { bundlePath } from '../../gateway/keep-bundle.ts';

t.test('of the starter policies', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'regent-'));
  t.teardown(() => rm(dir, { recursive: true }));
  const policies = join(import.meta.dirname, '../../policies');
  const files = await listPolicyFiles(policies);
  const bytes = await compileBundle(await findOpa(), policies, files, 'test');
  const digest = digestOf(bytes);
  await mkdir(dirname(bundlePath(dir, digest)), { recursive: true });
  await writeFile(bundlePath(dir, digest), bytes);

  const finder = new RuleFinder(dir);
  const fired = await finder.find(digest, ['deletes-are-denied', 'not-of-any-rule']);
  t.strictSame(fired, [
    {
      rule: 'no_deletes',
      reason: 'deletes-are-denied',
      title: 'No deletes',
      description: 'No agent deletes anything in the CRM, whatever other rules say.',
      file: 'rules/no_deletes/no_deletes.rego',
      line: 12,
    },
  ]);
  const none = `sha256:${'0'.repeat(64)}`;
  t.strictSame(await finder.find(none, ['deletes-are-denied']), [], 'a bundle that is not kept');
});
