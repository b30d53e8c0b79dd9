import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { globSync } from 'node:fs';
import t, { type Test } from 'tap';
import { findOpa } from '../../bundles/find-opa.ts';
import { preparePolicies } from '../../bundles/supply-policies.ts';
import { loadPolicy, type Policy } from '../../gateway/decision/policy.ts';
import { createPreparer } from '../../gateway/prepare/preparer.ts';
import { checkRedactions } from '../../gateway/redaction/check-redactions.ts';
import { LIMITS, makeBundle, makeUsers } from './support.ts';

const options = { ...LIMITS, checkRedactions };
const preparer = createPreparer(LIMITS);
t.teardown(() => preparer.close());

/** Asks both the same, each twice, for an answer must not depend on the ones before it. */
function compare(t: Test, one: Policy, other: Policy, inputs: string[]): void {
  for (const input of [...inputs, ...inputs.toReversed()]) {
    t.same(one.decide(input), other.decide(input), input.slice(0, 80));
  }
}

t.test('a prepared policy decides the examples as one that was loaded here', async (t) => {
  const dir = join(import.meta.dirname, '../../policies');
  const { bundle, bytes } = await preparePolicies(await findOpa(), dir);
  const prepared = await preparer.prepareUnsigned(bytes);
  t.match(prepared, { revision: bundle.revision, digest: bundle.digest });
  const files = globSync('**/*.example.json', { cwd: dir });
  const texts = await Promise.all(files.map((file) => readFile(join(dir, file), 'utf8')));
  const inputs = texts.flatMap((text) =>
    (JSON.parse(text) as { input: object }[]).map(({ input }) => JSON.stringify(input)),
  );
  t.ok(inputs.length >= 5);
  compare(t, prepared.policy, await loadPolicy(bundle, options), inputs);
});

t.test('so it is with much data, and after each kind of fault', async (t) => {
  const { bundle, bytes } = await makeBundle({ users: makeUsers(20_000) });
  const direct = await loadPolicy({ ...bundle, digest: '' }, options);
  const { policy } = await preparer.prepareUnsigned(bytes);
  const own = {
    decide: (input: string) => ({
      ...policy.decide(input),
      bundle: { revision: 'r1', digest: '' },
    }),
    approvers: (input: string) => policy.approvers(input),
  };
  const reads = [0, 1, 9999, 19_999].map((id) => ({ do: 'read', user: `u${id}` }));
  const faults = [
    { do: 'conflict' },
    { do: 'loop' },
    { do: 'nest', text: '['.repeat(100_000) },
    { do: 'work', text: 'x'.repeat(3_000_000) },
    { do: 'nothing' },
  ];
  const inputs = faults.flatMap((fault) => [[fault, { do: 'work' }], reads].flat());
  compare(
    t,
    own,
    direct,
    inputs.map((input) => JSON.stringify(input)),
  );
  t.match(own.decide('{"do":"work"}').decision, { reasons: ['n-20000'] });
});
