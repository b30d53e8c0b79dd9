import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A directory of policies in `dir` with these rules of package `regent`; gives its name. */
export async function writeTestPolicies(dir: string, rules: string): Promise<string> {
  const policies = join(dir, 'policies');
  await mkdir(policies);
  await writeFile(join(policies, 'decision.rego'), `package regent\n\n${rules}\n`);
  // A policy without tests is not built.
  await writeFile(
    join(policies, 'decision_test.rego'),
    'package regent_test\n\ntest_none := true\n',
  );
  return policies;
}
