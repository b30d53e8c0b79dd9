/** Whatever happens to the index, requests pass, and it is there again. */
import { copyFileSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { READERS, searchOnce } from '../helpers/activity.ts';
import { startTestGateway, type TestGateway, type TestSettings } from '../helpers/gateway.ts';

async function start(t: Test, settings: TestSettings): Promise<TestGateway> {
  const gateway = await startTestGateway({ ledger: { readers: [READERS] }, ...settings });
  t.teardown(() => gateway.stop());
  return gateway;
}

async function scratch(t: Test): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'regent-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** The requests that a gateway on this directory knows, after so many more. */
async function run(stateDir: string, more = 1): Promise<string[]> {
  const gateway = await startTestGateway({ stateDir, ledger: { readers: [READERS] } });
  for (let n = 0; n < more; n += 1) await gateway.fetch('/svc/1');
  const rows = await searchOnce(gateway, 'state=done', more);
  await gateway.stop();
  return rows.map(({ id }) => id);
}

t.test('deleted while it is open', async (t) => {
  const gateway = await start(t, {});
  await gateway.fetch('/svc/1');
  await searchOnce(gateway, 'state=done', 1);
  for (const suffix of ['', '-wal', '-shm'])
    rmSync(join(gateway.stateDir, `activity.db${suffix}`), { force: true });
  t.equal((await gateway.fetch('/svc/2')).status, 200);
  const rows = await searchOnce(gateway, 'state=done', 2);
  t.strictSame(
    rows.map(({ path }) => path),
    ['/2', '/1'],
  );
  t.ok(statSync(join(gateway.stateDir, 'activity.db')).size > 0, 'it is made anew');
});

t.test('not there, damaged, or of another ledger at the start', async (t) => {
  const [stateDir, other] = [await scratch(t), await scratch(t)];
  const file = join(stateDir, 'activity.db');
  const [first] = await run(stateDir);
  await run(other, 20);

  rmSync(file);
  t.equal((await run(stateDir)).length, 2, 'not there');
  writeFileSync(file, 'this is no database, however long it is'.repeat(1000));
  t.equal((await run(stateDir)).length, 3, 'no database');
  copyFileSync(join(other, 'activity.db'), file);
  const rows = await run(stateDir);
  t.equal(rows.length, 4, 'of another ledger');
  t.equal(rows.at(-1), first);
});

t.test('its place cannot be written', async (t) => {
  const stateDir = await scratch(t);
  const [first] = await run(stateDir);
  const file = join(stateDir, 'activity.db');
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  // A directory in its place, as nothing else keeps a file from root.
  mkdirSync(join(file, 'in-the-way'), { recursive: true });
  const gateway = await start(t, { stateDir });
  t.equal((await gateway.fetch('/svc/2')).status, 200, 'requests pass');
  const token = await gateway.issuer.sign({ sub: 'r', aud: 'urn:regent:admin', groups: [READERS] });
  const asked = await fetch(`${gateway.adminUrl}/api/activity`, {
    headers: { authorization: `Bearer ${token}` },
  });
  t.match([asked.status, await asked.json()], [503, { code: 'activity-unavailable' }]);
  rmSync(file, { recursive: true });
  t.match(
    await searchOnce(gateway, 'state=done', 2),
    [{ path: '/2' }, { id: first, path: '/1' }],
    'and is there again',
  );
});
