import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { LedgerEvent } from '../../gateway/ledger/ledger.ts';
import { faultyStorage, systemError, type Faults } from './faulty-storage.ts';
import { idsOf, intent, open, outcome, readLines, segmentPaths, start } from './helpers.ts';
import { readSegment, verifyLedger } from './verify.ts';

const isPacked = (path: string): boolean => path.endsWith('.zst');
const count = (dir: string): number => segmentPaths(dir).filter(isPacked).length;
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

async function fill(dir: string, more: Parameters<typeof open>[1] = {}) {
  const ledger = await open(dir, { segmentBytes: 20_000, ...more });
  await ledger.append('start', start);
  for (let round = 0; round < 3; round += 1) {
    const ids = Array.from({ length: 100 }, (_, at) => `${round}-${at}`);
    await Promise.all(ids.map((id) => ledger.append('intent', intent(id))));
    await Promise.all(ids.map((id) => ledger.append('outcome', outcome(id))));
  }
  return ledger;
}

t.test('closed segments are packed, and read as before', async (t) => {
  const dir = t.testdir();
  const events: LedgerEvent[] = [];
  const ledger = await fill(dir, { log: (event) => events.push(event) });
  const lines = readLines(dir);
  const { length } = segmentPaths(dir);
  t.ok(length > 3);
  while (count(dir) < length - 1) await pause();
  t.notOk(isPacked(segmentPaths(dir).at(-1)!));
  t.strictSame(readLines(dir), lines);
  await ledger.close();
  t.strictSame(verifyLedger(dir).faults, []);
  const told = events.filter(({ event }) => event === 'ledger-packed');
  t.equal(told.length, length - 1);
  for (const { bytes, packed } of told as { bytes: number; packed: number }[])
    t.ok(packed * 4 < bytes);
  for (const path of segmentPaths(dir)) t.equal(statSync(path).mode & 0o777, 0o600);
  await (await open(dir)).close();
});

t.test('intents that are open in packed segments are closed', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir, { segmentBytes: 500 });
  for (const id of ['a', 'b', 'c']) await ledger.append('intent', intent(id));
  while (count(dir) < 2) await pause();
  await ledger.close();
  await (await open(dir)).close();
  t.strictSame(idsOf(dir, 'outcome'), ['a', 'b', 'c']);
  t.strictSame(verifyLedger(dir).faults, []);
});

t.test('a crash between any two steps leaves a ledger that is whole', async (t) => {
  for (const step of ['sync', 'rename', 'remove'] as const) {
    const dir = t.testdir();
    const faults: Faults = {};
    const events: LedgerEvent[] = [];
    const fails = (path: string): void => {
      if (path.includes('.ndjson')) throw systemError('EIO');
    };
    const ledger = await fill(dir, {
      storage: faultyStorage(faults),
      log: (event) => events.push(event),
    });
    faults[step] = (path) => {
      if (step !== 'sync' || path.endsWith('.zst.new')) fails(path);
    };
    while (!events.some(({ event }) => event === 'ledger-upkeep-failed')) await pause();
    t.equal(ledger.status().writable, true, 'entries do not depend on it');
    await ledger.close();
    const first = readSegment(join(dir, '000000000000.ndjson'));
    if (step === 'remove') t.ok(readSegment(join(dir, '000000000000.ndjson.zst')).equals(first));
    const { length } = segmentPaths(dir).filter((path) => !isPacked(path));
    const next = await open(dir);
    while (count(dir) < length - 1) await pause();
    await next.close();
    t.notOk(existsSync(join(dir, '000000000000.ndjson')));
    t.strictSame(verifyLedger(dir).faults, [], step);
    t.strictSame(
      readdirSync(dir).filter((name) => name.endsWith('.new')),
      [],
    );
  }
});

t.test('a segment that is not as it was written is not packed', async (t) => {
  const dir = t.testdir();
  const faults: Faults = {
    rename(path) {
      if (path.endsWith('.zst')) throw systemError('EIO');
    },
  };
  await (await fill(dir, { storage: faultyStorage(faults) })).close();
  const path = join(dir, '000000000000.ndjson');
  const whole = readFileSync(path, 'utf8');
  writeFileSync(path, whole.replace('"GET"', '"PUT"'));
  const events: LedgerEvent[] = [];
  const ledger = await open(dir, { log: (event) => events.push(event) });
  while (!events.some(({ event }) => event === 'ledger-upkeep-failed')) await pause();
  t.match(events.at(-1), { error: { message: /000000000000.ndjson, line 3, entry 2: its hash/ } });
  t.ok(existsSync(path));
  await ledger.close();
});
