/** Each operation on the disk fails once, or is the last before the machine dies: nothing acknowledged is lost. */
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { Ledger } from '../../gateway/ledger/ledger.ts';
import { faultyStorage, systemError, type Faults } from './faulty-storage.ts';
import { body, exchangeOf, open, outcomeOf, readEntries, session, start } from './helpers.ts';
import { verifyLedger } from './verify.ts';

/** Storage of which the operations are counted, and `fails` decides which fail. */
function counted(fails: (operation: number) => boolean) {
  let operations = 0;
  const count = (): void => {
    operations += 1;
    if (fails(operations)) throw systemError('EIO');
  };
  const faults: Faults = {
    open: count,
    truncate: count,
    rename: count,
    derive: count,
    sync: count,
    syncDirectory: count,
    write(bytes) {
      count();
      return bytes;
    },
  };
  return { storage: faultyStorage(faults), done: () => operations };
}

/** Two segments, each with a session, slots and bodies; resolves to what was acknowledged. */
async function work(ledger: Ledger): Promise<string[]> {
  const acknowledged: string[] = [];
  const note = async (label: string, written: Promise<number>): Promise<number | undefined> => {
    const seq = await written.catch(() => undefined);
    if (seq !== undefined) acknowledged.push(`${seq} ${label}`);
    return seq;
  };
  await note('start', ledger.append('start', start));
  const agent = session();
  for (let round = 0; round < 2; round += 1) {
    const { exchange, data } = exchangeOf(agent);
    const [sent, got] = [body(500), body(400)];
    const intent = await note(
      'intent',
      ledger.append('intent', { ...data, body: sent.body }, { exchange, bodies: [sent.packed] }),
    );
    if (intent === undefined && !(await ledger.retry())) continue;
    if (intent === undefined) continue;
    const delivered = { ...outcomeOf(exchange), body: got.body };
    const written = ledger.append('outcome', delivered, { exchange, bodies: [got.packed] });
    if ((await note('outcome', written)) === undefined) await ledger.retry();
  }
  return acknowledged;
}

async function check(t: Test, dir: string, acknowledged: string[], label: string): Promise<void> {
  await (await open(dir)).close();
  const { faults, open: left } = verifyLedger(dir);
  const written = new Set(readEntries(dir).map(({ seq, type }) => `${seq} ${type}`));
  const lost = acknowledged.filter((entry) => !written.has(entry));
  t.strictSame({ faults, left, lost }, { faults: [], left: 0, lost: [] }, label);
}

const options = { segmentBytes: 2000 };

t.test('each operation fails once', async (t) => {
  const base = t.testdir();
  for (let step = 1, last = false; !last; step += 1) {
    const dir = join(base, String(step));
    const disk = counted((operation) => operation === step);
    const opened = await open(dir, { ...options, storage: disk.storage }).catch(rejected);
    const ledger = opened ?? (await open(dir, { ...options, storage: disk.storage }));
    const acknowledged = await work(ledger);
    t.equal(await ledger.retry(), true);
    t.equal(ledger.status().writable, true, `writable after step ${step}`);
    await ledger.close();
    await check(t, dir, acknowledged, `operation ${step}`);
    last = disk.done() < step;
    if (last) t.ok(step > 40, `${step} operations`);
  }
});

t.test('no operation after one works', async (t) => {
  const base = t.testdir();
  for (let step = 1, last = false; !last; step += 1) {
    const dir = join(base, String(step));
    const disk = counted((operation) => operation >= step);
    const ledger = await open(dir, { ...options, storage: disk.storage }).catch(rejected);
    const acknowledged = ledger ? await work(ledger) : [];
    await ledger?.close();
    await check(t, dir, acknowledged, `up to operation ${step}`);
    last = disk.done() < step;
  }
});

function rejected(error: Error): undefined {
  if (error.name !== 'SetupError') throw error;
}
