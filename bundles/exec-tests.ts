/** `npm run test:policies [-- DIR]`: runs the tests of the policies, every line of which must be covered. */
import { SetupError } from '../gateway/errors.ts';
import { findOpa } from './find-opa.ts';
import { testPolicies } from './test-policies.ts';

const dir = process.argv[2] ?? 'policies';
try {
  await testPolicies(await findOpa(), dir);
  process.stdout.write(`${dir}: all tests pass, every line is covered\n`);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
