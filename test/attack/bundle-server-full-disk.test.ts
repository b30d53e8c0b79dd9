/** A full disk in the middle of a publish: it is refused, and the old bundle stays. */
import { execFileSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { makeBundle, startTestServer } from '../bundle-server/support.ts';

/** A real file system of this size, which only root can mount. */
function mountSmallDisk(size: string): string | undefined {
  const dir = mkdtempSync(join(tmpdir(), 'regent-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', dir], { stdio: 'ignore' });
    return dir;
  } catch {
    rmSync(dir, { recursive: true });
    return undefined;
  }
}

t.test('every way to run out of room', async (t) => {
  const disk = mountSmallDisk('1m');
  if (disk === undefined) {
    t.comment('A tmpfs cannot be mounted here: not tested on a really full disk.');
    return;
  }
  t.teardown(() => execFileSync('umount', ['-l', disk]));
  const server = await startTestServer({ stateDir: join(disk, 'state') });
  t.teardown(() => server.stop());
  const first = await makeBundle('one');
  t.equal((await server.publish(first)).status, 201);

  // From no page free to enough of them: the bundle, the history or the pointer does not fit.
  const ballast = join(disk, 'ballast');
  let sequence = 1;
  let refusals = 0;
  for (let free = 0; free < 40; free += 1) {
    try {
      writeFileSync(ballast, Buffer.alloc(2 << 20));
    } catch {
      // Full, as intended.
    }
    const { size } = statSync(ballast);
    truncateSync(ballast, Math.max(0, size - free * 4096));
    const bytes = await makeBundle('one', { sequence: sequence + 1 });
    const answer = await server.publish(bytes);
    const history = await server.client.history('staging');
    const served = Buffer.from(await (await fetch(`${server.url}/bundles/staging`)).arrayBuffer());
    unlinkSync(ballast);
    if (answer.status === 201) {
      sequence += 1;
      t.equal(history.at(-1)?.sequence, sequence);
      t.ok(served.equals(bytes));
      break;
    }
    refusals += 1;
    t.equal(answer.status, 507);
    t.match(await answer.json(), { code: 'store-failed' });
    t.equal(history.length, 1);
    t.ok(served.equals(first), 'the old one stays');
  }
  t.ok(refusals > 0, `${refusals} times there was too little room`);
  t.equal(sequence, 2, 'with room again it goes on');
  const files = readdirSync(disk, { recursive: true }) as string[];
  t.equal(files.filter((name) => /blobs.sha256-/.test(name)).length, 2);
  t.notOk(
    files.some((name) => name.endsWith('.tmp')),
    'nothing is left half-written',
  );
  await server.restart();
  t.equal(await server.revision(), 'rev-2');
});
