import t from 'tap';
import { verifyLedger } from './verify.ts';
import { faultyStorage, systemError, type Faults } from './faulty-storage.ts';
import { intent, open, outcome, rejection } from './helpers.ts';

t.test('a short write is continued', async (t) => {
  const dir = t.testdir();
  const storage = faultyStorage({ write: (bytes) => Math.ceil(bytes / 3) });
  const ledger = await open(dir, { storage });
  await ledger.append('intent', intent('a'));
  await ledger.append('outcome', outcome('a'));
  await ledger.close();
  t.match(verifyLedger(dir), { entries: 2, open: 0, faults: [] });
});

t.test('a write that breaks off in the middle of a line leaves nothing of it', async (t) => {
  const dir = t.testdir();
  const faults: Faults = {};
  const ledger = await open(dir, { storage: faultyStorage(faults) });
  await ledger.append('intent', intent('a'));
  let calls = 0;
  faults.write = () => {
    calls += 1;
    if (calls > 3) throw systemError('ENOSPC');
    return 20;
  };
  await rejection(ledger.append('outcome', outcome('a')));
  faults.write = undefined;
  t.equal(await ledger.retry(), true);
  await ledger.close();
  t.match(verifyLedger(dir), { entries: 3, open: 0, faults: [] });
});

t.test('a write of nothing is a failure, not an endless loop', async (t) => {
  const faults: Faults = {};
  const ledger = await open(t.testdir(), { storage: faultyStorage(faults) });
  faults.write = () => 0;
  await t.rejects(ledger.append('intent', intent('a')), { cause: { code: 'ENOSPC' } });
  await ledger.close();
});
