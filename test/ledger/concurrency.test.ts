import t from 'tap';
import { fileStorage, type Storage } from '../../gateway/ledger/storage.ts';
import { verifyLedger } from './verify.ts';
import { faultyStorage } from './faulty-storage.ts';
import { intent, open, outcome, readEntries } from './helpers.ts';

t.test('64 writers share batches, in one chain, each in its own order', async (t) => {
  const dir = t.testdir();
  let syncs = 0;
  const storage = faultyStorage({ sync: () => void (syncs += 1) });
  const ledger = await open(dir, { storage });
  const rounds = 20;
  const writers = Array.from({ length: 64 }, async (_, writer) => {
    for (let round = 0; round < rounds; round += 1) {
      const id = `${writer}-${round}`;
      await ledger.append('intent', intent(id));
      await ledger.append('outcome', outcome(id));
    }
  });
  await Promise.all(writers);
  t.match(ledger.status(), { writable: true, lag: 0, seq: 64 * rounds * 2 });
  await ledger.close();
  t.match(verifyLedger(dir), { entries: 64 * rounds * 2, open: 0, faults: [] });
  t.ok(syncs < 64 * rounds, `${syncs} syncs for ${64 * rounds * 2} entries`);
});

t.test('entries of one turn are in the order of the calls', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir);
  const ids = Array.from({ length: 200 }, (_, index) => `i${index}`);
  await Promise.all(ids.map((id) => ledger.append('intent', intent(id))));
  t.strictSame(
    readEntries(dir).map((entry) => entry.data.id),
    ids,
  );
  await ledger.close();
});

t.test('a turn that takes long does not leave the disk idle', async (t) => {
  const written = { batches: 0, entries: 0 };
  const storage: Storage = {
    ...fileStorage,
    async open(path, create, how) {
      const file = await fileStorage.open(path, create, how);
      const write: typeof file.write = (...args) => {
        if (path.endsWith('.ndjson')) written.batches += 1;
        return file.write(...args);
      };
      return { ...file, write, sync: async () => undefined };
    },
  };
  const dir = t.testdir();
  const ledger = await open(dir, { storage });
  const append = (): Promise<number> =>
    ledger.append('intent', intent(`i${(written.entries += 1)}`));
  /** Appends for as long as it may take, within one turn; gives how often that was written to the disk meanwhile. */
  const appendMany = async (): Promise<number> => {
    await append();
    written.batches = 0;
    const all = Array.from({ length: 10 }, append);
    while (written.batches === 0 && all.length < 2000) all.push(append());
    const begun = written.batches;
    all.push(append());
    t.equal(written.batches, begun, 'what comes while a batch is written waits for it');
    await Promise.all(all);
    return begun;
  };
  // A machine that is busy may have made the write before take longer than all of this turn.
  while ((await appendMany()) === 0);
  await ledger.close();
  t.match(verifyLedger(dir), { entries: written.entries, faults: [] });
});
