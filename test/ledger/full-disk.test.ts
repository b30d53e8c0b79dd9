/** A disk that is really full: a tmpfs of 64 KiB, /dev/full, and a limit on a file's length. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  rmdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { verifyLedger } from './verify.ts';
import { faultyStorage, type Faults } from './faulty-storage.ts';
import {
  idsOf,
  intent,
  open,
  outcome,
  readEntries,
  rejection,
  segmentPaths,
  start,
} from './helpers.ts';

/** A tmpfs of 64 KiB for the test; undefined where this process may not mount one. */
function smallDisk(t: Pick<Tap, 'teardown'>): string | undefined {
  const dir = mkdtempSync(join(tmpdir(), 'regent-ledger-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', dir]);
  t.teardown(() => {
    if (status === 0) execFileSync('umount', [dir]);
    rmdirSync(dir);
  });
  return status === 0 ? dir : undefined;
}

type Tap = typeof t;
const unmountable = 'NOT TESTED: this process may not mount a tmpfs';

t.test('a full disk refuses entries, loses none of the acknowledged, and is told of', async (t) => {
  const disk = smallDisk(t);
  if (disk === undefined) {
    t.pass('on a tmpfs', { skip: unmountable });
    return;
  }
  const dir = join(disk, 'ledger');
  const ledger = await open(dir);
  await ledger.append('start', start);
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(20_000));
  const acknowledged: string[] = [];
  let refused: unknown;
  for (let index = 0; refused === undefined; index += 1) {
    const id = `i${index}`;
    refused = await rejection(ledger.append('intent', intent(id)));
    if (refused === undefined) acknowledged.push(id);
  }
  t.match(refused, { code: 'ledger-unavailable', cause: { code: 'ENOSPC' } });
  for (const id of acknowledged) await rejection(ledger.append('outcome', outcome(id)));
  t.equal(await ledger.retry(), false, 'still full');
  t.match(ledger.status(), { writable: false, error: 'ENOSPC' });

  rmSync(join(disk, 'ballast'));
  t.equal(await ledger.retry(), true);
  await ledger.append('intent', intent('after'));
  await ledger.append('outcome', outcome('after'));
  await ledger.close();
  t.match(verifyLedger(dir), { open: 0, faults: [] });
  t.strictSame(idsOf(dir, 'intent'), [...acknowledged, 'after']);
  const gap = readEntries(dir).find(({ type }) => type === 'gap');
  t.match(gap?.data, { error: 'ENOSPC', rejected: 1 + acknowledged.length });
});

t.test('a disk that is full at the start stops the start, and the next works', async (t) => {
  const disk = smallDisk(t);
  if (disk === undefined) {
    t.pass('on a tmpfs', { skip: unmountable });
    return;
  }
  const dir = join(disk, 'ledger');
  const ledger = await open(dir);
  // Together the outcomes of the recovery are longer than what is left of the file's last page.
  for (let index = 0; index < 20; index += 1) await ledger.append('intent', intent(`i${index}`));
  await ledger.close();
  const ballast = join(disk, 'ballast');
  const file = openSync(ballast, 'w');
  t.throws(() => {
    for (;;) writeSync(file, Buffer.alloc(4096));
  });
  closeSync(file);
  await t.rejects(open(dir), { name: 'SetupError', message: /ENOSPC.*its disk have space/ });
  rmSync(ballast);
  await (await open(dir)).close();
  t.match(verifyLedger(dir), { open: 0, faults: [] });
});

t.test('/dev/full', async (t) => {
  const dir = t.testdir();
  const full = openSync('/dev/full', 'w');
  const faults: Faults = {};
  const ledger = await open(dir, { storage: faultyStorage(faults) });
  faults.write = (bytes) => writeSync(full, Buffer.alloc(bytes));
  await t.rejects(ledger.append('intent', intent('a')), { cause: { code: 'ENOSPC' } });
  t.equal(await ledger.retry(), false);
  faults.write = undefined;
  t.equal(await ledger.retry(), true);
  await ledger.close();
  t.match(readEntries(dir), [{ type: 'gap', data: { error: 'ENOSPC', rejected: 1 } }]);
});

t.test('a limit on the length of a file is answered with a new file', async (t) => {
  const dir = t.testdir();
  // The shell counts in blocks of 512 or 1024 bytes; Node ignores SIGXFSZ, so the write says EFBIG.
  const script = join(import.meta.dirname, 'fill-segment.ts');
  // Without NODE_OPTIONS, through which tap records the child in files of its own, longer than the limit.
  const command = 'unset NODE_OPTIONS; ulimit -f 8; exec "$0" "$@"';
  const child = spawnSync('sh', ['-c', command, process.execPath, script, dir], {
    encoding: 'utf8',
  });
  t.equal(child.stdout.trim(), 'EFBIG', child.stderr);
  // The first may be packed already.
  t.equal(segmentPaths(dir).length, 2);
  t.match(verifyLedger(dir), { open: 0, faults: [] });
});
