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
  let writes = 0;
  const storage: Storage = {
    ...fileStorage,
    async open(path, create) {
      const file = await fileStorage.open(path, create);
      const write: typeof file.write = (...args) => {
        if (path.endsWith('.ndjson')) writes += 1;
        return file.write(...args);
      };
      // A fast disk: half as long as it takes passes within this turn, however loaded the machine is.
      return { ...file, write, sync: async () => undefined };
    },
  };
  const dir = t.testdir();
  const ledger = await open(dir, { storage });
  await ledger.append('intent', intent('first'));
  writes = 0;
  const rest: Promise<number>[] = [];
  while (writes === 0 && rest.length < 9000)
    rest.push(ledger.append('intent', intent(`i${rest.length}`)));
  t.equal(writes, 1, `begun after ${rest.length} entries of the turn`);
  const more = ledger.append('intent', intent('more'));
  t.equal(writes, 1, 'the next waits for it');
  await Promise.all([...rest, more]);
  t.equal(writes, 2);
  await ledger.close();
  t.match(verifyLedger(dir), { entries: rest.length + 3, faults: [] });
});
