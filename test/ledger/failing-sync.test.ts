import { readFileSync } from 'node:fs';
import t from 'tap';
import { Refusal } from '../../gateway/errors.ts';
import type { LedgerEvent } from '../../gateway/ledger/ledger.ts';
import { verifyLedger } from './verify.ts';
import { faultyStorage, systemError, type Faults } from './faulty-storage.ts';
import {
  intent,
  open,
  outcome,
  readEntries,
  refusal,
  readLines,
  rejection,
  segmentPaths,
  start,
} from './helpers.ts';

const fail = () => {
  throw systemError('EIO');
};

t.test(
  'a failed fdatasync rejects the batch and all after it until the disk works again',
  async (t) => {
    const dir = t.testdir();
    const faults: Faults = {};
    const events: LedgerEvent[] = [];
    const ledger = await open(dir, { storage: faultyStorage(faults), log: (e) => events.push(e) });
    await ledger.append('start', start);
    await ledger.append('intent', intent('kept'));
    await ledger.append('intent', intent('lost'));
    const durable = readFileSync(segmentPaths(dir)[0]!, 'utf8');

    faults.sync = fail;
    const batch = [
      rejection(ledger.append('outcome', outcome('lost'))),
      rejection(ledger.append('intent', intent('never'))),
    ];
    for (const error of await Promise.all(batch)) {
      t.ok(error instanceof Refusal);
      t.match(error, {
        code: 'ledger-unavailable',
        extras: { retryAfter: 1 },
        cause: { code: 'EIO' },
      });
    }
    t.match(ledger.status(), { writable: false, lag: 0, seq: 3, error: 'EIO', since: /^20/ });
    await t.rejects(ledger.append('intent', intent('at-once')), { code: 'ledger-unavailable' });
    t.equal(await ledger.retry(), false);
    t.equal(ledger.status().writable, false);

    faults.sync = undefined;
    t.equal(await ledger.retry(), true);
    t.match(ledger.status(), { writable: true, lag: 0, error: undefined });
    await ledger.append('outcome', outcome('kept'));
    t.equal(readFileSync(segmentPaths(dir)[0]!, 'utf8'), durable, 'what was durable is untouched');
    t.match(readEntries(dir).slice(3), [
      { type: 'gap', data: { from: /^20/, error: 'EIO', rejected: 3 } },
      { type: 'outcome', data: { id: 'lost', status: 0, error: 'interrupted' } },
      { type: 'outcome', data: { id: 'kept', status: 200 } },
    ]);
    await ledger.close();
    t.match(verifyLedger(dir), { open: 0, faults: [] });
    t.match(events.slice(1), [
      { event: 'ledger-failed', failure: { error: 'EIO' }, error: Error },
      { event: 'ledger-restored', failure: { error: 'EIO', rejected: 3 } },
    ]);
  },
);

t.test('an outcome lost again while the gap is written is closed by the next', async (t) => {
  const dir = t.testdir();
  const faults: Faults = {};
  const ledger = await open(dir, { storage: faultyStorage(faults) });
  await ledger.append('intent', intent('a'));
  faults.sync = fail;
  await rejection(ledger.append('outcome', outcome('a')));
  faults.sync = undefined;
  faults.write = fail;
  t.equal(await ledger.retry(), false);
  faults.write = undefined;
  t.equal(await ledger.retry(), true);
  await ledger.close();
  t.match(
    readEntries(dir).map(({ type, data }) => [type, data]),
    [
      ['intent', { id: 'a' }],
      ['gap', { rejected: 1 }],
      ['outcome', { id: 'a', error: 'interrupted' }],
    ],
  );
  t.equal(readLines(dir).length, 4);
});

t.test('the retry comes by itself', async (t) => {
  const dir = t.testdir();
  const faults: Faults = {};
  const ledger = await open(dir, { storage: faultyStorage(faults) });
  faults.sync = fail;
  await rejection(ledger.append('intent', intent('a')));
  faults.sync = undefined;
  while (!ledger.status().writable) await new Promise((resolve) => setTimeout(resolve, 20));
  await ledger.append('intent', intent('b'));
  t.match(readEntries(dir), [{ type: 'gap' }, { type: 'intent', data: { id: 'b' } }]);
  await ledger.close();
});

t.test('entries that come while the gap is written wait for it', async (t) => {
  const dir = t.testdir();
  const faults: Faults = {};
  const ledger = await open(dir, { storage: faultyStorage(faults) });
  faults.sync = fail;
  await rejection(ledger.append('intent', intent('a')));
  let later: Promise<number> | undefined;
  faults.sync = undefined;
  faults.write = (bytes, path) => {
    if (!path.endsWith('.ndjson')) return bytes;
    t.equal(ledger.status().writable, false);
    faults.write = undefined;
    later = ledger.append('intent', intent('b'));
    return bytes;
  };
  t.equal(await ledger.retry(), true);
  await later;
  t.match(
    readEntries(dir).map(({ type }) => type),
    ['gap', 'intent'],
  );
  await ledger.close();
});

t.test('a disk that fails at the start stops the start', async (t) => {
  const storage = faultyStorage({ open: fail });
  await t.rejects(open(t.testdir(), { storage }), {
    name: 'SetupError',
    message: /EIO.*must own it/,
  });
});

t.test('a failure that lasts to the end leaves a ledger that opens and verifies', async (t) => {
  const dir = t.testdir();
  const faults: Faults = {};
  const events: LedgerEvent[] = [];
  const ledger = await open(dir, {
    storage: faultyStorage(faults),
    log: (e) => events.push(e),
    refusalsPerSecond: 0,
  });
  await ledger.append('start', start);
  await ledger.append('intent', intent('a'));
  faults.sync = fail;
  await rejection(ledger.append('outcome', outcome('a')));
  ledger.countRefusal(refusal('r'));
  await ledger.close();
  t.match(events.at(-1), { event: 'ledger-refusals-lost', count: 1 });
  await (await open(dir)).close();
  t.match(verifyLedger(dir), { open: 0, faults: [] });
});
