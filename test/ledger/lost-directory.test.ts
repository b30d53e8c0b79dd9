import {
  appendFileSync,
  chmodSync,
  chownSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { verifyLedger } from './verify.ts';
import { intent, open, outcome, readEntries, rejection, segmentPaths } from './helpers.ts';

t.test('nothing is acknowledged into a directory that was removed', async (t) => {
  const dir = join(t.testdir(), 'ledger');
  const ledger = await open(dir);
  await ledger.append('intent', intent('a'));
  rmSync(dir, { recursive: true });
  await t.rejects(ledger.append('outcome', outcome('a')), { cause: { code: 'ENOENT' } });
  t.equal(await ledger.retry(), false);
  t.match(ledger.status(), { writable: false, error: 'ENOENT' });
  await ledger.close();
});

t.test('a directory that comes back is written again', async (t) => {
  const dir = join(t.testdir(), 'ledger');
  const ledger = await open(dir, { segmentBytes: 1 });
  await ledger.append('intent', intent('a'));
  renameSync(dir, `${dir}.away`);
  await t.rejects(ledger.append('intent', intent('b')), { cause: { code: 'ENOENT' } });
  renameSync(`${dir}.away`, dir);
  t.equal(await ledger.retry(), true);
  await ledger.append('outcome', outcome('a'));
  await ledger.close();
  t.match(verifyLedger(dir), { entries: 3, segments: 4, faults: [] });
});

t.test('a directory made read-only refuses the next segment', async (t) => {
  const nobody = 65534;
  const root = process.getuid!() === 0;
  const dir = t.testdir();
  if (root) chownSync(dir, nobody, nobody);
  // The effective user only, so that root is taken back: root may write everywhere.
  if (root) process.seteuid!(nobody);
  try {
    const ledger = await open(dir, { segmentBytes: 1 });
    await ledger.append('intent', intent('a'));
    chmodSync(dir, 0o500);
    await t.rejects(ledger.append('outcome', outcome('a')), { cause: { code: 'EACCES' } });
    t.equal(await ledger.retry(), false);
    chmodSync(dir, 0o700);
    t.equal(await ledger.retry(), true);
    await ledger.close();
  } finally {
    chmodSync(dir, 0o700);
    if (root) process.seteuid!(0);
  }
  t.match(readEntries(dir), [
    { type: 'intent' },
    { type: 'gap', data: { error: 'EACCES', rejected: 1 } },
    { type: 'outcome', data: { id: 'a', error: 'interrupted' } },
  ]);
  t.match(verifyLedger(dir), { open: 0, faults: [] });
});

t.test(
  'a file that another program cuts is not written on, as logrotate copytruncate does',
  async (t) => {
    const dir = t.testdir();
    const ledger = await open(dir);
    await ledger.append('intent', intent('a'));
    truncateSync(segmentPaths(dir)[0]!, 0);
    await t.rejects(ledger.append('outcome', outcome('a')), { cause: { code: 'ESTALE' } });
    await ledger.close();
    t.equal(ledger.status().error, 'ESTALE');
  },
);

t.test('what another program appends is cut off', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir);
  await ledger.append('intent', intent('a'));
  appendFileSync(segmentPaths(dir)[0]!, 'x'.repeat(5000));
  const error = await rejection(ledger.append('outcome', outcome('a')));
  t.match(error, { code: 'ledger-unavailable', cause: { code: 'ESTALE' } });
  t.equal(await ledger.retry(), true);
  await ledger.close();
  t.match(verifyLedger(dir), { entries: 3, open: 0, faults: [] });
});

t.test('a file that stands where the next segment belongs is left alone', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir, { segmentBytes: 1 });
  await ledger.append('intent', intent('a'));
  const path = join(dir, '000000000002.ndjson');
  writeFileSync(path, 'of another');
  await t.rejects(ledger.append('outcome', outcome('a')), { cause: { code: 'ESTALE' } });
  t.equal(await ledger.retry(), false);
  t.equal(readFileSync(path, 'utf8'), 'of another');
  rmSync(path);
  t.equal(await ledger.retry(), true);
  await ledger.close();
  t.match(verifyLedger(dir), { entries: 3, open: 0, faults: [] });
});
