import { join } from 'node:path';
import t from 'tap';
import { findOpa } from '../../bundles/find-opa.ts';
import { CAPABILITIES_FILE, formatCheck, runOpa } from '../../bundles/opa.ts';
import { testPolicies } from '../../bundles/test-policies.ts';

const DIR = join(import.meta.dirname, '../../bundles/server/policies');

t.test("the server's own policy is formatted, strict, and covered by its tests", async (t) => {
  const opa = await findOpa();
  await formatCheck(opa, DIR);
  const args = ['check', '--bundle', '--strict', `--capabilities=${CAPABILITIES_FILE}`, '.'];
  t.match(await runOpa(opa, args, DIR), { code: 0, stderr: '' });
  await t.resolves(testPolicies(opa, DIR));
});
