import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { verifyLedger } from './verify.ts';
import { chain, intent, open, outcome, segmentPaths, sha256, start } from './helpers.ts';

const now = () => new Date('2026-01-02T03:04:05.678Z');

t.test('lines are written byte for byte as the format says', async (t) => {
  const dir = join(t.testdir(), 'ledger');
  const ledger = await open(dir, { now });
  await ledger.append('start', start);
  await ledger.append('intent', intent('i1'));
  await ledger.append('outcome', outcome('i1'));
  await ledger.close();
  const lines = chain([
    { type: 'start', data: start },
    { type: 'intent', data: intent('i1') },
    { type: 'outcome', data: outcome('i1') },
    { type: 'stop', data: { gateway: 'g1' } },
  ]);
  const path = join(dir, '000000000000.ndjson');
  t.strictSame(segmentPaths(dir), [path]);
  t.equal(readFileSync(path, 'utf8'), lines.map((line) => `${line}\n`).join(''));
  t.equal(statSync(path).mode & 0o777, 0o600);
  t.equal(statSync(join(dir, 'lock.db')).mode & 0o777, 0o600);
  t.equal(statSync(dir).mode & 0o777, 0o700);
  t.strictSame(verifyLedger(dir), {
    entries: 4,
    segments: 1,
    head: { seq: 3, hash: sha256(lines[3]!) },
    open: 0,
    faults: [],
  });
});

t.test('a vector made outside the program', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir, { now });
  await ledger.append('stop', { gateway: 'é\u2028\ud800' });
  await ledger.close();
  const line =
    '{"v":1,"seq":0,"prev":"0000000000000000000000000000000000000000000000000000000000000000",' +
    '"time":"2026-01-02T03:04:05.678Z","type":"stop","data":{"gateway":"é\u2028\\ud800"}}';
  t.equal(readFileSync(segmentPaths(dir)[0]!, 'utf8'), `${line}\n`);
  // Computed with Python's hashlib.
  t.equal(
    verifyLedger(dir).head.hash,
    '4c14b7741b7ade9a6c5d888985a74c6654464d0566eb7bb9aae6b8c8f78904c9',
  );
});

t.test('the data is taken as it is at the call', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir);
  const data = intent('before');
  const written = ledger.append('intent', data);
  data.id = 'after';
  await written;
  await ledger.append('outcome', outcome('before'));
  await ledger.close();
  t.strictSame(verifyLedger(dir).faults, []);
});

t.test('data that is not JSON is refused and leaves no trace', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir);
  await t.rejects(ledger.append('stop', undefined as never), TypeError);
  await ledger.append('start', start);
  await ledger.close();
  t.match(verifyLedger(dir), { entries: 2, faults: [] });
});
