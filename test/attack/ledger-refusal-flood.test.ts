/** A flood of unauthenticated requests must not fill the disk, nor hide what it was. */
import t from 'tap';
import { verifyLedger } from '../ledger/verify.ts';
import { faultyStorage, systemError, type Faults } from '../ledger/faulty-storage.ts';
import { until } from '../helpers/until.ts';
import { open, readEntries, refusal, rejection } from '../ledger/helpers.ts';

/** Refusals that the entries tell of, by code. */
function total(dir: string): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const { type, data } of readEntries(dir)) {
    const counts = (data as { counts?: Record<string, number> }).counts ?? {};
    if (type === 'refusal') counts[(data as unknown as { code: string }).code] = 1;
    for (const [code, count] of Object.entries(counts)) sum[code] = (sum[code] ?? 0) + count;
  }
  return sum;
}

t.test('a flood becomes a few entries and one count, and none is forgotten', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir, { refusalsPerSecond: 10 });
  for (let index = 0; index < 100_000; index += 1)
    ledger.countRefusal(refusal(`r${index}`, index % 4 ? 'credentials-missing' : 'token-invalid'));
  t.ok(ledger.status().lag <= 11 * 100, `${ledger.status().lag} entries wait`);
  await ledger.close();
  t.strictSame(total(dir), { 'credentials-missing': 75_000, 'token-invalid': 25_000 });
  t.ok(readEntries(dir).length < 1000);
  t.strictSame(verifyLedger(dir).faults, []);
});

t.test('the count comes at the end of the second by itself', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir, { refusalsPerSecond: 1 });
  for (const id of ['a', 'b', 'c']) ledger.countRefusal(refusal(id));
  await until(() => readEntries(dir).length === 2);
  t.match(readEntries(dir), [
    { type: 'refusal', data: { id: 'a' } },
    { type: 'refusals', data: { from: /^20/, to: /^20/, counts: { 'credentials-missing': 2 } } },
  ]);
  ledger.countRefusal(refusal('d'));
  await ledger.close();
  t.match(readEntries(dir)[2], { type: 'refusal', data: { id: 'd' } }, 'a new second');
});

t.test('what comes while the disk fails is counted until it works again', async (t) => {
  const dir = t.testdir();
  const faults: Faults = {};
  const ledger = await open(dir, { storage: faultyStorage(faults), refusalsPerSecond: 5 });
  faults.sync = () => {
    throw systemError('EIO');
  };
  await rejection(ledger.append('refusal', refusal('first')));
  for (let index = 0; index < 20; index += 1) ledger.countRefusal(refusal(`r${index}`));
  faults.sync = undefined;
  t.equal(await ledger.retry(), true);
  await ledger.close();
  t.strictSame(total(dir), { 'credentials-missing': 20 });
});
