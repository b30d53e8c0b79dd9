/** What the gateway itself asks an upstream, to see whether what is approved is still so, is on record before it leaves. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { readEntries, type TestGateway } from '../helpers/gateway.ts';
import { askToWrite, grant, probesOf, startWithPrecondition } from '../helpers/preconditions.ts';
import { until } from '../helpers/until.ts';

t.test('a look is durable before the upstream gets it', async (t) => {
  const there: number[] = [];
  const gateway: TestGateway = await startWithPrecondition({
    upstream: (req, res) => {
      const id = req.headers['x-regent-decision-id'];
      void readEntries(join(gateway.stateDir, 'ledger')).then((entries) => {
        const own = entries.filter(({ data }) => (data as { id?: unknown }).id === id);
        there.push(own.filter(({ type }) => (type as string) === 'probe').length);
        res.setHeader('etag', '"1"').end('{}');
      });
    },
  });
  t.teardown(() => gateway.stop());
  const asked = (await (await askToWrite(gateway)).json()) as { approval: string };
  t.equal(await grant(gateway, asked.approval), 200);
  t.equal((await askToWrite(gateway)).status, 200);

  t.match(gateway.received, [{ method: 'GET' }, { method: 'GET' }, { method: 'PUT' }]);
  t.same(there, [1, 1, 1]);
  const probes = await probesOf(gateway.stateDir);
  const [first, second] = gateway.received.map(({ headers }) => headers['x-regent-decision-id']);
  t.match(probes, [
    { data: { id: first, number: 1, for: 'asking', connection: 'test', method: 'GET' } },
    { data: { id: second, number: 1, for: 'using', approval: asked.approval, method: 'GET' } },
  ]);
  t.notOk(probes[0]!.data.approval);
  const trace = String(gateway.received[0]!.headers.traceparent).split('-')[1];
  t.match(probes[0]!.sealed, { request: { method: 'GET', target: '/x?a=1' }, trace });
});

/** The state directory of a gateway that has ended, its ledger on a small file system of its own, which only root can mount. */
async function moveToSmallDisk(): Promise<{ stateDir: string; ledger: string } | undefined> {
  const stateDir = mkdtempSync(join(tmpdir(), 'regent-disk-'));
  const ledger = join(stateDir, 'ledger');
  const before = join(stateDir, 'before');
  await (await startWithPrecondition({ stateDir })).stop();
  renameSync(ledger, before);
  mkdirSync(ledger, { mode: 0o700 });
  try {
    const options = ['-t', 'tmpfs', '-o', 'size=2m,mode=0700', 'tmpfs', ledger];
    execFileSync('mount', options, { stdio: 'ignore' });
  } catch {
    rmSync(stateDir, { recursive: true });
    return undefined;
  }
  cpSync(before, ledger, { recursive: true });
  return { stateDir, ledger };
}

t.test('a full disk: no look leaves, and the grant stays', async (t) => {
  const disk = await moveToSmallDisk();
  if (disk === undefined) {
    t.comment('A tmpfs cannot be mounted here: not tested on a really full disk.');
    return;
  }
  const { stateDir, ledger } = disk;
  t.teardown(() => {
    execFileSync('umount', ['-l', ledger]);
    rmSync(stateDir, { recursive: true });
  });
  const gateway = await startWithPrecondition({ stateDir });
  t.teardown(() => gateway.stop());
  const codeOf = async (path?: string): Promise<string> =>
    ((await (await askToWrite(gateway, path)).json()) as { code: string }).code;
  const asked = (await (await askToWrite(gateway)).json()) as { approval: string };
  t.equal(await grant(gateway, asked.approval), 200);

  const ballast = join(ledger, 'ballast');
  try {
    writeFileSync(ballast, Buffer.alloc(4 << 20));
  } catch {
    // Full, as intended.
  }
  // What room is left in the files' last pages goes first. Of another path each: what is asked again joins, and looks no more.
  let last = '';
  for (let next = 0; next < 50 && last !== 'ledger-unavailable'; next += 1)
    last = await codeOf(`/svc/${next}`);
  const reached = gateway.received.length;
  t.equal(await codeOf('/svc/new'), 'ledger-unavailable');
  t.equal(await codeOf(), 'ledger-unavailable');
  t.equal(gateway.received.length, reached, 'no byte leaves, to ask or to use');

  unlinkSync(ballast);
  await until(async () => (await codeOf('/svc/later')) === 'approval-required');
  t.equal((await askToWrite(gateway)).status, 200, 'the grant was not used up');
});
