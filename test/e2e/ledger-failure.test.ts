import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { startTestGateway } from '../helpers/gateway.ts';
import { until } from '../helpers/until.ts';

/** A real file system that is really full: 1 MiB of tmpfs, which only root can mount. */
function mountSmallDisk(): string | undefined {
  const dir = mkdtempSync(join(tmpdir(), 'regent-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dir], { stdio: 'ignore' });
    return dir;
  } catch {
    rmSync(dir, { recursive: true });
    return undefined;
  }
}

t.test('a full disk: 503 and no forwarding, until there is room again', async (t) => {
  const disk = mountSmallDisk();
  if (disk === undefined) {
    t.comment('A tmpfs cannot be mounted here: not tested on a really full disk.');
    return;
  }
  t.teardown(() => execFileSync('umount', ['-l', disk]));
  const gateway = await startTestGateway({ stateDir: disk });
  t.teardown(() => gateway.stop());
  t.equal((await gateway.fetch('/svc/x')).status, 200);

  const ballast = join(disk, 'ballast');
  try {
    writeFileSync(ballast, Buffer.alloc(2 << 20));
  } catch {
    // Full, as intended.
  }
  let refused = await gateway.fetch('/svc/x');
  while (refused.status === 200) refused = await gateway.fetch('/svc/x');
  t.equal(refused.status, 503);
  t.match(await refused.json(), { code: 'ledger-unavailable' });
  const reached = gateway.received.length;
  t.equal((await gateway.fetch('/svc/x')).status, 503);
  t.equal(gateway.received.length, reached, 'the upstream is not called');
  t.equal((await fetch(`${gateway.adminUrl}/readyz`)).status, 503);

  unlinkSync(ballast);
  await until(async () => (await gateway.fetch('/svc/x')).status === 200);
  t.pass('it works again by itself');
  t.ok(
    (await gateway.entries()).some(({ type }) => type === 'gap'),
    'and says that there was a gap',
  );
});
