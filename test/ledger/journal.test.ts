/** A small batch that is alone is durable by the journal: what the files lose is put back, and nothing of it outlives its use. */
import { cpSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { Ledger } from '../../gateway/ledger/ledger.ts';
import { faultyStorage, systemError, type Faults } from './faulty-storage.ts';
import { body, exchangeOf, open, outcomeOf, readEntries, rejection, session } from './helpers.ts';
import { verifyLedger } from './verify.ts';

const NAMES = ['ndjson', 'keys', 'bodies'].map((suffix) => `000000000000.${suffix}`);

/** One request with a body each way; gives its id. */
async function exchange(ledger: Ledger, agent = session()): Promise<string> {
  const { exchange, data } = exchangeOf(agent);
  const [sent, got] = [body(300), body(900)];
  const asked = { ...data, body: sent.body };
  await ledger.append('intent', asked, { exchange, bodies: [sent.packed] });
  const delivered = { ...outcomeOf(exchange), body: got.body };
  await ledger.append('outcome', delivered, { exchange, bodies: [got.packed] });
  return exchange.id;
}

const journalOf = (dir: string): string => join(dir, 'journal');

/** Whether the journal holds anything. */
function isUsed(dir: string): boolean {
  return existsSync(journalOf(dir)) && readFileSync(journalOf(dir)).some((byte) => byte !== 0);
}

/** Appends requests until the journal has one, whole. */
async function useJournal(ledger: Ledger, dir: string): Promise<void> {
  while (!isUsed(dir)) await exchange(ledger);
}

/** A copy of a ledger that is open, as a machine that lost power leaves it. */
async function crash(t: Test): Promise<{ base: string; copy: string; entries: number }> {
  const base = t.testdir();
  const dir = join(base, 'running');
  const ledger = await open(dir);
  // Those that are not alone go by no journal; so what it holds comes after entries that no checkpoint covers.
  await Promise.all([exchange(ledger), exchange(ledger)]);
  await useJournal(ledger, dir);
  await exchange(ledger);
  const copy = join(base, 'crashed');
  cpSync(dir, copy, { recursive: true });
  const entries = readEntries(copy).length;
  await ledger.close();
  return { base, copy, entries };
}

/** Where the first record goes on in each file. */
function positions(dir: string): number[] {
  const journal = readFileSync(journalOf(dir));
  return [0, 1, 2].map((at) => Number(journal.readBigUInt64BE(32 + 8 + 16 * at)));
}

t.test('what the files lost of it is put back, and the journal removed', async (t) => {
  const { base, copy, entries } = await crash(t);
  const at = positions(copy);
  const changes: [name: string, change: (path: string, from: number) => void][] = [
    ['nothing', () => undefined],
    ['all of it is missing', (path, from) => truncateSync(path, from)],
    ['a page never reached the disk', (path, from) => zeroFrom(path, from)],
    ['the end is torn', (path) => truncateSync(path, readFileSync(path).length - 7)],
  ];
  for (const [name, change] of changes) {
    const dir = join(base, 'copy');
    rmSync(dir, { recursive: true, force: true });
    cpSync(copy, dir, { recursive: true });
    for (const [index, file] of NAMES.entries()) change(join(dir, file), at[index]!);
    await (await open(dir)).close();
    t.equal(existsSync(journalOf(dir)), false, name);
    t.match(verifyLedger(dir), { open: 0, faults: [] }, name);
    for (const file of NAMES) {
      const before = readFileSync(join(copy, file));
      t.strictSame(
        readFileSync(join(dir, file)).subarray(0, before.length),
        before,
        `${name}: ${file}`,
      );
    }
    t.ok(readEntries(dir).length >= entries, name);
  }
});

t.test('a record that is not whole ends the journal', async (t) => {
  const { copy } = await crash(t);
  const [from] = positions(copy);
  for (const [index, file] of NAMES.entries())
    truncateSync(join(copy, file), positions(copy)[index]);
  const journal = readFileSync(journalOf(copy));
  // A byte of the first record's lines.
  journal[100]! ^= 1;
  writeFileSync(journalOf(copy), journal);
  await (await open(copy)).close();
  t.match(verifyLedger(copy), { open: 0, faults: [] });
  t.ok(readFileSync(join(copy, NAMES[0]!)).length >= from!);
});

t.test(
  'files that end before the journal goes on, as in a copy made meanwhile, get no hole',
  async (t) => {
    const { base, copy } = await crash(t);
    for (const [at, file] of NAMES.entries()) {
      const dir = join(base, file);
      cpSync(copy, dir, { recursive: true });
      truncateSync(join(dir, file), Math.max(0, positions(copy)[at]! - 1));
      await (await open(dir)).close();
      t.match(verifyLedger(dir), { open: 0, faults: [] }, file);
    }
  },
);

t.test('a checkpoint, work that needs it, and the end leave nothing in the journal', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir);
  await useJournal(ledger, dir);
  await ledger.settled(async () => {
    t.equal(isUsed(dir), false);
    await exchange(ledger);
    t.equal(isUsed(dir), false, 'nor does anything come into it');
  });
  await useJournal(ledger, dir);
  while (ledger.head().checkpoint?.size !== ledger.head().size)
    await new Promise((resolve) => setTimeout(resolve, 20));
  t.equal(isUsed(dir), false);
  await ledger.close();
  t.equal(existsSync(journalOf(dir)), false);
  t.match(verifyLedger(dir), { open: 0, faults: [] });
});

t.test(
  'files that cannot be synced stop the ledger, and what counts is written again',
  async (t) => {
    const dir = t.testdir();
    const faults: Faults = {};
    const ledger = await open(dir, { storage: faultyStorage(faults) });
    await useJournal(ledger, dir);
    await exchange(ledger);
    await useJournal(ledger, dir);
    const before = NAMES.map((file) => readFileSync(join(dir, file)));
    faults.sync = (path) => {
      if (path.endsWith('.keys')) throw systemError('EIO');
    };
    t.match(await rejection(ledger.settled(async () => t.fail('it is not settled'))), {
      code: 'EIO',
    });
    t.match(await rejection(exchange(ledger)), { code: 'ledger-unavailable' });
    t.equal(await ledger.retry(), false);
    // The system forgot what it could not write.
    for (const [at, from] of positions(dir).entries()) zeroFrom(join(dir, NAMES[at]!), from);
    faults.sync = undefined;
    t.equal(await ledger.retry(), true);
    for (const [at, file] of NAMES.entries())
      t.strictSame(readFileSync(join(dir, file)).subarray(0, before[at]!.length), before[at], file);
    await exchange(ledger);
    await ledger.close();
    t.match(verifyLedger(dir), { open: 0, faults: [] });
  },
);

t.test('a journal that fails fails the batch, and another is made', async (t) => {
  const dir = t.testdir();
  const faults: Faults = {};
  const ledger = await open(dir, { storage: faultyStorage(faults) });
  await useJournal(ledger, dir);
  const kept = readEntries(dir).length;
  faults.write = (bytes, path) => {
    if (path === journalOf(dir)) throw systemError('EIO');
    return bytes;
  };
  t.match(await rejection(exchange(ledger)), {
    code: 'ledger-unavailable',
    cause: { code: 'EIO' },
  });
  faults.write = undefined;
  t.equal(await ledger.retry(), true);
  t.match(readEntries(dir)[kept], { type: 'gap', data: { error: 'EIO', rejected: 1 } });
  await useJournal(ledger, dir);
  await ledger.close();
  t.match(verifyLedger(dir), { open: 0, faults: [] });
});

t.test('on a disk that is nearly full none is made, nor left in part', async (t) => {
  const dir = t.testdir();
  const faults: Faults = { free: () => 1 << 20 };
  const ledger = await open(dir, { storage: faultyStorage(faults) });
  for (let count = 0; count < 3; count += 1) await exchange(ledger);
  t.equal(existsSync(journalOf(dir)), false);
  await ledger.close();

  faults.free = undefined;
  const tried: string[] = [];
  faults.write = (bytes, path) => {
    if (path !== journalOf(dir)) return bytes;
    tried.push(path);
    throw systemError('ENOSPC');
  };
  const again = await open(dir, { storage: faultyStorage(faults) });
  while (tried.length === 0 || existsSync(journalOf(dir))) await exchange(again);
  await again.close();
  t.match(verifyLedger(dir), { open: 0, faults: [] });
});

function zeroFrom(path: string, from: number): void {
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0, from));
}
