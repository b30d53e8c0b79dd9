import { readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { fileStorage, type Storage } from '../../gateway/ledger/storage.ts';
import { faultyStorage, systemError, type Faults } from './faulty-storage.ts';
import {
  chain,
  exchangeOf,
  filesOf,
  intent,
  open,
  readEntries,
  rejection,
  segmentPaths,
  session,
  start,
} from './helpers.ts';
import { verifyLedger } from './verify.ts';

/** Entries that do not wait for the batch before them. */
const MANY = 20;

/** A batch of lines that was written, and whose write does not return yet. */
interface Held {
  let: () => void;
  fail: () => void;
}

/** The real file system; while `hold` is set each batch of lines is on the disk, and its write waits to be let return. */
function holdingStorage() {
  const held: Held[] = [];
  const control = { hold: false, held };
  const storage: Storage = {
    ...fileStorage,
    async open(path, create, how) {
      const file = await fileStorage.open(path, create, how);
      if (!path.endsWith('.ndjson')) return file;
      const write: typeof file.write = async (...args) => {
        const count = await file.write(...args);
        const gate = Promise.withResolvers<void>();
        const fail = () => gate.reject(systemError('EIO'));
        if (control.hold) held.push({ let: gate.resolve, fail });
        else gate.resolve();
        await gate.promise;
        return count;
      };
      return { ...file, write };
    },
  };
  return { storage, control };
}

/** A ledger with two batches on their way; `acknowledged` are ids in the order in which they were. */
async function openWithTwo(dir: string) {
  const { storage, control } = holdingStorage();
  const ledger = await open(dir, { storage });
  await ledger.append('start', start);
  const acknowledged: string[] = [];
  const append = (id: string) =>
    ledger.append('intent', intent(id)).then((seq) => void acknowledged.push(`${seq} ${id}`));
  control.hold = true;
  const first = [append('a')];
  await until(() => control.held.length === 1);
  const second = Array.from({ length: MANY }, (_, index) => append(`b${index}`));
  await until(() => control.held.length === 2);
  const [one, two] = control.held as [Held, Held];
  control.hold = false;
  return { ledger, control, acknowledged, first, second, one, two };
}

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setImmediate(resolve));
}

/** Lets what is due happen, to show that something does not. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

t.test('a batch that is durable before the one before it is acknowledged after it', async (t) => {
  const dir = t.testdir();
  const { ledger, acknowledged, first, second, one, two } = await openWithTwo(dir);
  two.let();
  await rest();
  t.strictSame(acknowledged, []);
  one.let();
  await Promise.all([...first, ...second]);
  t.strictSame(acknowledged.slice(0, 3), ['2 a', '3 b0', '4 b1']);
  t.equal(ledger.status().lag, 0);
  await ledger.close();
  t.match(verifyLedger(dir), { faults: [] });
});

t.test('nothing of a batch behind one that fails is acknowledged, or stays', async (t) => {
  const dir = t.testdir();
  const { ledger, acknowledged, first, second, one, two } = await openWithTwo(dir);
  const failed = Promise.all([...first, ...second].map(rejection));
  two.let();
  await rest();
  one.fail();
  for (const error of await failed)
    t.match(error, { code: 'ledger-unavailable', cause: { code: 'EIO' } });
  t.strictSame(acknowledged, []);
  t.equal(await ledger.retry(), true);
  await ledger.append('intent', intent('c'));
  t.match(readEntries(dir).slice(1), [
    { type: 'gap', data: { error: 'EIO', rejected: MANY + 1 } },
    { type: 'intent', data: { id: 'c' } },
  ]);
  await ledger.close();
  t.match(verifyLedger(dir), { faults: [] });
});

t.test('nothing is cut off before every write is over', async (t) => {
  const dir = t.testdir();
  const { ledger, first, second, one, two } = await openWithTwo(dir);
  const failed = Promise.all([...first, ...second].map(rejection));
  one.fail();
  await first[0]!.catch(() => undefined);
  await t.rejects(ledger.append('intent', intent('at-once')), { code: 'ledger-unavailable' });
  const before = readFileSync(segmentPaths(dir)[0]!);
  const retried = ledger.retry();
  await rest();
  t.match(readFileSync(segmentPaths(dir)[0]!), before, 'a write that is not over may still come');
  two.let();
  t.equal(await retried, true);
  await failed;
  await ledger.close();
  t.match(verifyLedger(dir), { faults: [] });
});

t.test('a batch before one that fails is acknowledged, and stays', async (t) => {
  const dir = t.testdir();
  const { ledger, acknowledged, first, second, one, two } = await openWithTwo(dir);
  const failed = Promise.all(second.map(rejection));
  two.fail();
  await rest();
  one.let();
  await Promise.all(first);
  t.equal((await failed).length, MANY);
  t.strictSame(acknowledged, ['2 a']);
  t.equal(await ledger.retry(), true);
  t.match(readEntries(dir).slice(1, 3), [{ data: { id: 'a' } }, { type: 'gap' }]);
  await ledger.close();
  t.match(verifyLedger(dir), { faults: [] });
});

t.test(
  'whoever reads beside finds no hole: a write waits for the one before to be in the file',
  async (t) => {
    const dir = t.testdir();
    const { promise: hang, resolve: release } = Promise.withResolvers<void>();
    const faults: Faults = {};
    const ledger = await open(dir, { storage: faultyStorage(faults) });
    await ledger.append('start', start);
    let begun = 0;
    faults.write = async (bytes, path) => {
      if (!path.endsWith('.ndjson')) return bytes;
      begun += 1;
      if (begun === 1) await hang;
      return bytes;
    };
    const first = ledger.append('intent', intent('a'));
    await until(() => begun === 1);
    const second = Array.from({ length: MANY }, (_, index) =>
      ledger.append('intent', intent(`b${index}`)),
    );
    await rest();
    t.equal(begun, 1);
    t.notOk(readFileSync(segmentPaths(dir)[0]!).includes(0));
    release();
    t.equal(await first, 2);
    t.strictSame((await Promise.all(second)).slice(0, 2), [3, 4]);
    await ledger.close();
    t.match(verifyLedger(dir), { faults: [] });
  },
);

t.test('no two writes go through one descriptor, which would hear of an error once', async (t) => {
  const dir = t.testdir();
  let shared = 0;
  const storage: Storage = {
    ...fileStorage,
    async open(path, create, how) {
      const file = await fileStorage.open(path, create, how);
      // Those in order are made one after the other.
      if (how?.inOrder) return file;
      let busy = false;
      const write: typeof file.write = async (...args) => {
        if (busy) shared += 1;
        busy = true;
        return file.write(...args).finally(() => (busy = false));
      };
      return { ...file, write };
    },
  };
  const ledger = await open(dir, { storage });
  const agent = session();
  const writers = Array.from({ length: 48 }, async () => {
    for (let round = 0; round < 20; round += 1) {
      const { exchange, data } = exchangeOf(agent);
      await ledger.append('intent', data, { exchange });
    }
  });
  await Promise.all(writers);
  t.equal(shared, 0);
  await ledger.close();
  t.match(verifyLedger(dir), { entries: 2 + 48 * 20, faults: [] });
});

t.test('what comes after a cut is not taken for whole', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir);
  await ledger.append('start', start);
  const path = segmentPaths(dir)[0]!;
  const cut = readFileSync(path).subarray(0, 100);
  writeFileSync(path, cut);
  const appended = Array.from({ length: MANY }, (_, at) =>
    ledger.append('intent', intent(`${at}`)),
  );
  for (const error of await Promise.all(appended.map(rejection)))
    t.match(error, { cause: { code: 'ESTALE' } });
  t.equal(await ledger.retry(), false);
  t.ok(readFileSync(path).equals(cut), 'and nothing is written behind it');
  await ledger.close();
});

t.test('segments of a few entries under load: each begins alone', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir, { segmentBytes: 8192 });
  const writers = Array.from({ length: 64 }, async (_, writer) => {
    for (let round = 0; round < 10; round += 1)
      await ledger.append('intent', intent(`${writer}-${round}`));
  });
  await Promise.all(writers);
  await ledger.close();
  const { faults, entries, segments } = verifyLedger(dir);
  t.match({ faults, entries }, { faults: [], entries: 640 });
  t.ok(segments > 5, `${segments} segments`);
});

t.test('a crash that lost a batch and kept the one behind it: neither counts', async (t) => {
  const whole = chain([
    { type: 'start', data: start },
    ...['a', 'b', 'c', 'd'].map((id) => ({ type: 'intent', data: intent(id) })),
  ]);
  const files = filesOf(whole, { covered: 3 });
  const name = '000000000000.ndjson';
  const kept = whole.slice(0, 3).map((line) => `${line}\n`);
  const lost = `${whole[3]!}\n`;
  for (const there of [0, 1, Math.floor(lost.length / 2), lost.length - 1]) {
    const hole = lost.slice(0, there) + '\0'.repeat(lost.length - there);
    const behind = whole.slice(4).map((line) => `${line}\n`);
    const dir = t.testdir({ ...files, [name]: kept.join('') + hole + behind.join('') });
    await (await open(dir)).close();
    t.match(
      readEntries(dir).map(({ type, data }) => `${type} ${data.id}`),
      ['start undefined', 'intent a', 'recovered undefined', 'outcome a'],
      `${there} bytes of it`,
    );
    t.match(verifyLedger(dir), { faults: [] });
  }
});
