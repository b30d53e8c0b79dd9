import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { makeRelease, makeSigningKey } from '../helpers/channel.ts';
import { alwaysDecide, startTestGateway, type TestGateway } from '../helpers/gateway.ts';

const { key, publicKey } = makeSigningKey('ci');
const trust = { keys: [{ id: key.id, algorithm: key.algorithm, publicKey }] };
const allow = alwaysDecide({ action: 'allow', reasons: ['old'] });
const deny = alwaysDecide({ action: 'deny', reasons: ['new'] });

t.test('an older file is not taken again, also after a restart', async (t) => {
  const stateDir = await mkdtemp(join(tmpdir(), 'regent-rollback-'));
  t.teardown(() => rm(stateDir, { recursive: true }));
  const [first, second, other] = await Promise.all([
    makeRelease({ rules: allow, sequence: 1 }, key),
    makeRelease({ rules: deny, sequence: 2 }, key),
    makeRelease({ rules: allow, sequence: 2 }, key),
  ]);
  const start = (bytes: Buffer): Promise<TestGateway> =>
    startTestGateway({ source: { bytes, trust }, stateDir });

  const gateway = await start(first);
  t.equal((await gateway.fetch('/svc/x')).status, 200);
  await gateway.activate({ bytes: second, trust });
  t.equal((await gateway.fetch('/svc/x')).status, 403);
  await t.rejects(gateway.activate({ bytes: first, trust }), { code: 'sequence-too-low' });
  t.equal((await gateway.fetch('/svc/x')).status, 403, 'the new one still decides');
  const entries = (await gateway.entries()).filter(({ type }) => type === 'bundle');
  t.match(
    entries.map(({ data }) => data),
    [
      { state: 'activated', sequence: 1, signed_by: 'ci' },
      { state: 'activated', sequence: 2, signed_by: 'ci' },
      { state: 'refused', code: 'sequence-too-low' },
    ],
  );
  await gateway.stop();

  for (const bytes of [first, other]) {
    await t.rejects(start(bytes), { message: /policy\.bundle: sequence-too-low: / });
  }
  const again = await start(second);
  t.equal((await again.fetch('/svc/x')).status, 403, 'the very same is taken');
  await again.stop();

  await writeFile(join(stateDir, 'bundles/active.note'), '{"sequence":');
  await t.rejects(start(first), { message: /active\.note/ }, 'a broken note is not passed over');
});
