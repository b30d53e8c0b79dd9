import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { LedgerEvent, LedgerOptions } from '../../gateway/ledger/ledger.ts';
import { faultyStorage, systemError, type Faults } from './faulty-storage.ts';
import {
  exchangeOf,
  intent,
  leafHash,
  open,
  outcome,
  readEntries,
  readLines,
  session,
  start,
} from './helpers.ts';
import { rootOf } from './verify.ts';

const DAY = 86_400_000;
const BEGIN = Date.parse('2026-01-01T00:00:00.000Z');
const name = (first: number, suffix: string): string =>
  `${String(first).padStart(12, '0')}.${suffix}`;

/** One segment a day: `crm` on the first, `hr` on the second, an exchange of `crm` over the third and fourth. */
async function fill(dir: string): Promise<{ lines: string[]; firsts: number[] }> {
  let now = BEGIN;
  const ledger = await open(dir, { segmentAge: DAY / 2, now: () => new Date(now) });
  const exchange = async (id: string, connection: string): Promise<void> => {
    await ledger.append('intent', { ...intent(id), connection });
    await ledger.append('outcome', outcome(id));
  };
  await ledger.append('start', start);
  await exchange('a', 'crm');
  now += DAY;
  await exchange('b', 'hr');
  now += DAY;
  await ledger.append('intent', { ...intent('c'), connection: 'crm' });
  now += DAY;
  await ledger.append('outcome', outcome('c'));
  await ledger.close();
  const lines = readLines(dir);
  const firsts = readdirSync(dir).filter((file) => /\.ndjson/.test(file));
  return {
    lines,
    firsts: firsts.map((file) => Number.parseInt(file, 10)).toSorted((a, b) => a - b),
  };
}

/** Opens a ledger at a time, and does what is due then. */
async function runAt(
  dir: string,
  day: number,
  more: Partial<LedgerOptions>,
): Promise<LedgerEvent[]> {
  const events: LedgerEvent[] = [];
  const ledger = await open(dir, {
    now: () => new Date(BEGIN + day * DAY),
    log: (event) => events.push(event),
    ...more,
  });
  await ledger.upkeep();
  await ledger.close();
  return events;
}

const expiredOf = (dir: string): number[] =>
  readdirSync(dir)
    .filter((file) => file.endsWith('.expired.json'))
    .map((file) => Number.parseInt(file, 10));

t.test('segments go when all that is in them is past its time, and leave their root', async (t) => {
  const dir = t.testdir();
  const { lines, firsts } = await fill(dir);
  t.equal(firsts.length, 4);
  const retention = [{ connection: 'crm', keep: 10 * DAY }, { keep: 20 * DAY }];
  await runAt(dir, 10.5, { retention });
  t.strictSame(expiredOf(dir), [], 'a start belongs to no connection: it follows the general rule');
  await runAt(dir, 20.5, { retention });
  t.strictSame(expiredOf(dir), [0]);
  await runAt(dir, 22.5, { retention });
  t.strictSame(expiredOf(dir), [0, firsts[1]!, firsts[2]!]);
  const expired = JSON.parse(readFileSync(join(dir, name(0, 'expired.json')), 'utf8')) as object;
  const leaves = lines.slice(0, firsts[1]).map((line) => Buffer.from(leafHash(line), 'hex'));
  const entry = readEntries(dir).find(({ type }) => type === 'expiry')!;
  const root = rootOf(leaves).toString('base64');
  t.strictSame(expired, { v: 2, first: 0, last: firsts[1]! - 1, root, expiry: entry.seq });
  t.match(entry.data, { segments: [{ first: 0, last: firsts[1]! - 1, root }] });
  for (const suffix of ['ndjson', 'ndjson.zst', 'keys', 'bodies', 'checkpoints'])
    t.notOk(existsSync(join(dir, name(0, suffix))), suffix);
  t.ok(existsSync(join(dir, 'tile/0')));
  await (await open(dir, { now: () => new Date(BEGIN + 30 * DAY) })).close();
});

t.test(
  'without a general rule what belongs to no connection follows what stands beside it',
  async (t) => {
    const dir = t.testdir();
    const { firsts } = await fill(dir);
    const retention = [{ connection: 'crm', keep: 5 * DAY }];
    await runAt(dir, 5.5, { retention });
    t.strictSame(expiredOf(dir), [0]);
    await runAt(dir, 7.5, { retention });
    t.strictSame(expiredOf(dir), [0], 'the outcome came a day later, and its key is here');
    await runAt(dir, 8.5, { retention });
    t.strictSame(expiredOf(dir), [0, firsts[2]!]);
    await runAt(dir, 4000, { retention });
    t.notOk(expiredOf(dir).includes(firsts[1]!), 'a connection without a rule is kept for ever');
  },
);

t.test('a legal hold keeps what it names until it is released', async (t) => {
  const dir = t.testdir();
  const { firsts } = await fill(dir);
  const retention = [{ keep: DAY }];
  const at = (day: number) => ({ now: () => new Date(BEGIN + day * DAY) });
  const hold = {
    hold: 'h1',
    state: 'set',
    reason: 'case 7',
    by: 'dana',
    connection: 'crm',
  } as const;
  const other = {
    hold: 'h2',
    state: 'set',
    reason: 'x',
    by: 'dana',
    to: '2025-01-01T00:00:00Z',
  } as const;
  let ledger = await open(dir, at(4));
  const seq = await ledger.hold(hold);
  await ledger.hold(other);
  t.equal(readEntries(dir).find((entry) => entry.seq === seq)?.type, 'hold');
  await t.rejects(ledger.hold({ ...hold, hold: 'h9', state: 'released' }), /no hold h9/);
  t.match(await ledger.holds(), [hold, other]);
  await ledger.close();
  writeFileSync(join(dir, 'holds.json'), '{"seq":');
  await runAt(dir, 40, { retention });
  t.strictSame(expiredOf(dir), [firsts[1]!], 'only what is not of crm');
  ledger = await open(dir, at(41));
  await ledger.hold({ ...hold, state: 'released' });
  t.strictSame(await ledger.holds(), [other]);
  await ledger.close();
  await runAt(dir, 43, { retention });
  t.ok(expiredOf(dir).includes(0));
});

t.test('bodies in objects/ go with the segment that names them', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir, { segmentAge: DAY, now: () => new Date(BEGIN) });
  const objects = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(64));
  for (const digest of objects) {
    mkdirSync(join(dir, 'objects', digest.slice(0, 2)), { recursive: true });
    writeFileSync(join(dir, 'objects', digest.slice(0, 2), digest.slice(2)), 'x');
  }
  const [one, two, three] = objects.map((object) => ({ object, bytes: 1 }));
  await ledger.append('intent', { ...intent('a'), body: one!, sealed: two! });
  await ledger.append('outcome', { ...outcome('a'), request_body: three! });
  await ledger.close();
  const next = await open(dir, { segmentAge: DAY, now: () => new Date(BEGIN + 2 * DAY) });
  await next.append('start', start);
  await next.close();
  await runAt(dir, 10, { retention: [{ keep: DAY }] });
  t.strictSame(
    objects.map((digest) => existsSync(join(dir, 'objects', digest.slice(0, 2), digest.slice(2)))),
    [false, false, false, true],
  );
});

t.test('a crash between any two steps of a removal is made good', async (t) => {
  const base = t.testdir();
  for (let step = 1, last = false; !last; step += 1) {
    const dir = join(base, String(step));
    await fill(dir);
    let operations = 0;
    let armed = false;
    const count = (): void => {
      if (armed && (operations += 1) >= step) throw systemError('EIO');
    };
    const faults: Faults = {
      rename: count,
      remove: count,
      sync: count,
      syncDirectory: count,
      open: count,
    };
    const retention = [{ connection: 'crm', keep: 5 * DAY }];
    const options = { retention, segmentAge: DAY / 2, now: () => new Date(BEGIN + 5.5 * DAY) };
    const ledger = await open(dir, { ...options, storage: faultyStorage(faults) });
    armed = true;
    await ledger.upkeep().catch(() => undefined);
    await ledger.close();
    last = operations < step;
    armed = false;
    await runAt(dir, 5.6, options);
    t.strictSame(expiredOf(dir), [0], `step ${step}`);
    t.notOk(readdirSync(dir).some((file) => /^0{12}\.(ndjson|keys|bodies|checkpoints)/.test(file)));
  }
});

t.test('what a look at the world begins follows the rule of its connection', async (t) => {
  const dir = t.testdir();
  let now = BEGIN;
  const ledger = await open(dir, { segmentAge: DAY / 2, now: () => new Date(now) });
  const { exchange } = exchangeOf(session());
  const { id } = exchange;
  const common = { id, session: exchange.session.id, sealed: 'd'.repeat(40) };
  const probe = { ...common, number: 1, for: 'asking' as const, connection: 'crm', method: 'GET' };
  await ledger.append('probe', probe, { exchange });
  const key = exchange.at!;
  const asked = { ...common, key, approval: 'apr_1', state: 'pending' as const };
  await ledger.append('approval', asked, { exchange });
  now += DAY;
  await ledger.append('start', start);
  await ledger.close();
  const rules = [
    { connection: 'crm', keep: 3 * DAY },
    { connection: 'hr', keep: 30 * DAY },
  ];
  const retention = [...rules, { keep: DAY }];
  await runAt(dir, 2.5, { retention });
  t.strictSame(expiredOf(dir), []);
  await runAt(dir, 3.5, { retention });
  t.strictSame(expiredOf(dir).slice(0, 1), [0]);
});
