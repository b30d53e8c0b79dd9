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
  // More than may wait and is being written.
  const many = 10_100;
  const waiting = Array.from({ length: many }, (_, index) =>
    ledger.append('refusal', refusal(`r${index}`)),
  );
  const refused = waiting.map((entry) => entry.catch((error: unknown) => error));
  t.match(await rejection(ledger.append('intent', intent('b'))), {
    code: 'ledger-unavailable',
    detail: /too far behind/,
  });
  const last = ledger.append('outcome', outcome('a'));
  const { writable, lag } = ledger.status();
  t.equal(writable, true);
  // With the first and the last.
  t.ok(lag >= 10_002 && lag < many, `${lag} entries wait or are being written`);
  faults.sync = undefined;
  release();
  await Promise.all([first, last]);
  const errors = (await Promise.all(refused)).filter((one) => typeof one !== 'number');
  t.equal(errors.length, many + 2 - lag);
  for (const error of errors) t.match(error, { detail: /too far behind/ });
  await ledger.close();
  t.match(verifyLedger(dir), { entries: lag + 1, open: 0, faults: [] });
});
