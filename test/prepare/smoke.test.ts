import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { buildBundle } from '../../bundles/build.ts';
import { findOpa } from '../../bundles/find-opa.ts';
import { stampBundle } from '../../bundles/manifest-archive.ts';
import { runOpa } from '../../bundles/opa.ts';
import { readBundle } from '../../bundles/read.ts';
import { chooseSmokeTests, readSmokeTests, SMOKE_LIMITS } from '../../bundles/smoke.ts';
import type { Decision } from '../../gateway/types.ts';
import { createPreparer } from '../../gateway/prepare/preparer.ts';
import { ALLOW_ALL } from '../helpers/gateway.ts';
import { writeTestPolicies } from '../helpers/test-policies.ts';
import { sampleInput } from '../helpers/input.ts';
import { LIMITS } from './support.ts';

const opa = await findOpa();
const dir = await mkdtemp(join(tmpdir(), 'regent-smoke-'));
t.teardown(() => rm(dir, { recursive: true }));
const policies = await writeTestPolicies(dir, ALLOW_ALL);
const out = join(dir, 'bundle.tar.gz');
const decision: Decision = { action: 'allow', reasons: ['test'] };
const example = { name: 'anything', input: sampleInput(), decision };

async function build(examples: unknown, note?: (line: string) => void): Promise<Buffer> {
  await mkdir(join(policies, 'more'), { recursive: true });
  await writeFile(join(policies, 'more/any.example.json'), JSON.stringify(examples));
  await buildBundle({ policies, out, revision: 'r', opa, ...(note && { note }) });
  return await readFile(out);
}

t.test(
  'examples go along in the manifest, the same bytes each time, and opa takes them',
  async (t) => {
    const bytes = await build([example]);
    const smoke = readSmokeTests((await readBundle(bytes)).manifest);
    t.same(smoke, [{ ...example, input: JSON.stringify(example.input) }]);
    t.ok(bytes.equals(await build([example])));
    const run = await runOpa(opa, ['eval', '--bundle', out, 'data.regent.decision'], dir);
    t.equal(run.code, 0);
    const preparer = createPreparer(LIMITS);
    t.teardown(() => preparer.close());
    t.match(await preparer.prepareUnsigned(bytes), { revision: 'r' });
  },
);

t.test('they stay when the bundle is stamped anew, as a promotion does', async (t) => {
  const bytes = await build([example]);
  const metadata = {
    sequence: 2,
    created: '2026-01-01T00:00:00Z',
    expires: '2027-01-01T00:00:00Z',
    source: { repository: '', commit: 'r' },
    min_version: '0.1.0',
  };
  const { manifest } = await readBundle(await stampBundle(bytes, metadata));
  t.equal(readSmokeTests(manifest).length, 1);
  t.match(manifest, { metadata: { regent: metadata } });
});

t.test('more than may go along are left out, and the build says so', async (t) => {
  const notes: string[] = [];
  const many = Array.from({ length: 203 }, (_, n) => ({ ...example, name: `number ${n}` }));
  const bytes = await build(many, (line) => notes.push(line));
  const smoke = readSmokeTests((await readBundle(bytes)).manifest);
  t.equal(smoke.length, SMOKE_LIMITS.tests);
  t.match(notes, [/^3 of 203 examples are not among/]);
  const large = { ...example, input: 'x'.repeat(100_000) };
  t.match(chooseSmokeTests([large, large, large]), { smoke: { length: 2 }, left: 1 });
});

t.test(
  'an example that is not of its form, or that the bundle decides otherwise, fails the build',
  async (t) => {
    await t.rejects(build([{ ...example, decision: { action: 'perhaps' } }]), {
      name: 'SetupError',
      message: /any\.example\.json:1/,
    });
    await t.rejects(build([{ ...example, decision: { action: 'deny', reasons: [] } }]), {
      name: 'SetupError',
      message: /smoke-failed: the example "anything"/,
    });
  },
);
