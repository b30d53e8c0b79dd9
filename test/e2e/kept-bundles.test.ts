import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { alwaysDecide, buildTestSource, startTestGateway } from '../helpers/gateway.ts';

void t.test('each bundle that was activated is kept with the evidence', async (t) => {
  const gateway = await startTestGateway();
  t.teardown(() => gateway.stop());
  const next = await buildTestSource(alwaysDecide({ action: 'deny', reasons: ['no'] }));
  await gateway.activate(next);
  await gateway.activate(next);
  const dir = join(gateway.stateDir, 'ledger/bundles');
  const names = await readdir(dir);
  t.equal(names.length, 2);
  for (const name of names) {
    const digest = createHash('sha256')
      .update(await readFile(join(dir, name)))
      .digest('hex');
    t.equal(name, `sha256-${digest}.tar.gz`);
  }
  const entries = await gateway.entries();
  const activated = entries
    .filter(({ type }) => type === 'bundle')
    .map(({ data }) => (data as { bundle: { digest: string } }).bundle.digest);
  t.same(
    new Set(activated),
    new Set(names.map((name) => name.replace('-', ':').replace('.tar.gz', ''))),
  );
});

void t.test('a bundle that cannot be kept does not decide', async (t) => {
  const gateway = await startTestGateway();
  t.teardown(() => gateway.stop());
  const dir = join(gateway.stateDir, 'ledger/bundles');
  await rm(dir, { recursive: true });
  await writeFile(dir, 'in the way');
  const next = await buildTestSource(alwaysDecide({ action: 'deny', reasons: ['no'] }));
  await t.rejects(gateway.activate(next), { code: 'ENOTDIR' });
  t.equal((await gateway.fetch('/svc/a')).status, 200);
});
