import t from 'tap';
import { verifyLedger } from './verify.ts';
import { faultyStorage, type Faults } from './faulty-storage.ts';
import { intent, open, outcome, refusal, rejection } from './helpers.ts';

t.test('a disk that hangs cannot fill the memory, and outcomes still find room', async (t) => {
  const dir = t.testdir();
  const faults: Faults = {};
  const ledger = await open(dir, { storage: faultyStorage(faults) });
  await ledger.append('intent', intent('a'));
  const { promise: hang, resolve: release } = Promise.withResolvers<void>();
  faults.sync = () => hang;
  const first = ledger.append('refusal', refusal('first'));
  await new Promise(setImmediate);
  const waiting = Array.from({ length: 10_000 }, (_, index) =>
    ledger.append('refusal', refusal(`r${index}`)),
  );
  t.match(await rejection(ledger.append('intent', intent('b'))), {
    code: 'ledger-unavailable',
    detail: /too far behind/,
  });
  const last = ledger.append('outcome', outcome('a'));
  t.match(ledger.status(), { writable: true, lag: 10_002 });
  faults.sync = undefined;
  release();
  await Promise.all([first, ...waiting, last]);
  await ledger.close();
  t.match(verifyLedger(dir), { entries: 10_003, open: 0, faults: [] });
});
