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
import { openStore } from '../../bundles/server/store.ts';
import { entryOf } from '../bundle-server/entry.ts';
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

  // From no page free to enough of them: the bundle or the history's line does not fit.
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
    t.match(await answer.json(), { code: 'store-failed', detail: /disk .* is full \(ENOSPC\)/ });
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

t.test('a removal on a full disk', async (t) => {
  const disk = mountSmallDisk('256k');
  if (disk === undefined) {
    t.comment('A tmpfs cannot be mounted here: not tested on a really full disk.');
    return;
  }
  t.teardown(() => execFileSync('umount', ['-l', disk]));
  const dir = join(disk, 'state');
  const store = await openStore(dir, ['a']);
  // The entries fill the last page of the history in all ways, so that the removal needs one or not.
  const put = async (sequence: number): Promise<void> => {
    const bytes = Buffer.alloc(1000, sequence);
    await store.change('a', entryOf(bytes, sequence), bytes);
  };
  await put(1);
  const ballast = join(disk, 'ballast');
  const outcomes = new Set<boolean>();
  for (let sequence = 2; sequence < 40; sequence += 1) {
    await put(sequence);
    try {
      writeFileSync(ballast, Buffer.alloc(1 << 20));
    } catch {
      // Full, as intended.
    }
    const done = await store.retire({ after: 0, keepLast: 1 }, new Date('2126-01-01')).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        t.equal(error.code, 'ENOSPC');
        return false;
      },
    );
    outcomes.add(done);
    unlinkSync(ballast);
    const kept = store.history('a').filter(({ removed }) => removed === undefined);
    t.equal(kept.length === 1, done);
    t.equal(readdirSync(join(dir, 'blobs')).length, kept.length, 'what is said is what is there');
  }
  t.equal(outcomes.size, 2, 'with and without a page to spare');
  const history = store.history('a');
  store.close();
  const again = await openStore(dir, ['a']);
  t.same(again.history('a'), history);
  again.close();
});
