import { statSync } from 'node:fs';
import { basename } from 'node:path';
import t from 'tap';
import { readSegment, verifyLedger } from './verify.ts';
import { intent, open, outcome, segmentPaths } from './helpers.ts';

t.test('a segment past its size is followed by one named after its first entry', async (t) => {
  const dir = t.testdir();
  let ledger = await open(dir, { segmentBytes: 3000 });
  for (let index = 0; index < 20; index += 1) {
    await ledger.append('intent', intent(`a${index}`));
    await ledger.append('outcome', outcome(`a${index}`));
  }
  await ledger.close();
  ledger = await open(dir, { segmentBytes: 3000 });
  for (let index = 0; index < 5; index += 1) {
    await ledger.append('intent', intent(`b${index}`));
    await ledger.append('outcome', outcome(`b${index}`));
  }
  await ledger.close();

  const paths = segmentPaths(dir);
  t.ok(paths.length > 5);
  let seq = 0;
  for (const path of paths) {
    // A closed one may be packed already.
    t.equal(basename(path, '.zst'), `${String(seq).padStart(12, '0')}.ndjson`);
    t.equal(statSync(path).mode & 0o777, 0o600);
    const bytes = readSegment(path);
    const lines = bytes.toString().split('\n').length - 1;
    t.ok(lines > 0);
    if (path !== paths.at(-1)) t.ok(bytes.length >= 3000);
    seq += lines;
  }
  t.match(verifyLedger(dir), { entries: 50, segments: paths.length, faults: [] });
});

t.test('a segment whose first entry is old is followed by another', async (t) => {
  const dir = t.testdir();
  let now = Date.parse('2026-01-02T03:04:05.678Z');
  const ledger = await open(dir, { segmentAge: 3_600_000, now: () => new Date(now) });
  await ledger.append('intent', intent('a'));
  now += 3_599_999;
  await ledger.append('outcome', outcome('a'));
  t.equal(segmentPaths(dir).length, 1);
  now += 1;
  await ledger.append('intent', intent('b'));
  await ledger.append('outcome', outcome('b'));
  t.equal(segmentPaths(dir).length, 2);
  await ledger.close();
  t.match(verifyLedger(dir), { segments: 2, open: 0, faults: [] });
});
