/**
 * Retention removes segments, and later those whose entries say so; what is kept longer beside still verifies, and a segment that
 * somebody deleted does not pass for one that was removed.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { Fault } from '../../evidence/verify/faults.ts';
import { verifyLedger } from '../../evidence/verify/verify.ts';
import type { Session } from '../../gateway/ledger/contract.ts';
import type { Ledger, LedgerOptions } from '../../gateway/ledger/ledger.ts';
import { Reader } from '../../gateway/ledger/read/reader.ts';
import { Slots } from '../../gateway/ledger/read/slots.ts';
import { findOpenIntents } from '../../gateway/ledger/recover/open-intents.ts';
import {
  keepCertificate,
  proveEntry,
  signCertificate,
} from '../../gateway/ledger/subjects/certificate.ts';
import { eraseSlots } from '../../gateway/ledger/subjects/erase-slots.ts';
import type { LedgerEntry } from '../../gateway/types.ts';
import { exchangeOf, open, outcomeOf, session, signer, start } from '../ledger/helpers.ts';
import { readSegment } from '../ledger/verify.ts';

const DAY = 86_400_000;
const BEGIN = Date.parse('2026-01-01T00:00:00.000Z');

/** A ledger whose segments are closed after half a day, and its clock. */
class Clock {
  readonly dir: string;
  readonly agent: Session = session();
  day = 0;
  ledger!: Ledger;

  constructor(dir: string) {
    this.dir = dir;
  }

  async open(more: Partial<LedgerOptions> = {}): Promise<void> {
    this.ledger = await open(this.dir, { segmentAge: DAY / 2, now: () => this.#now, ...more });
    await this.ledger.append('start', start);
  }

  get #now(): Date {
    return new Date(BEGIN + this.day * DAY);
  }

  /** The entries from this one on. */
  async *read(from = 0): AsyncGenerator<LedgerEntry> {
    for await (const { entry } of new Reader({ dir: this.dir }).entries({ from })) yield entry;
  }

  /** Gives the exchange's id, and what ends it. */
  async begin(connection: string): Promise<{ id: string; end: () => Promise<void> }> {
    const { exchange, data } = exchangeOf(this.agent);
    exchange.at = await this.ledger.append('intent', { ...data, connection }, { exchange });
    const end = async (): Promise<void> => {
      const outcome = { ...outcomeOf(exchange), intent: exchange.at! };
      await this.ledger.append('outcome', outcome, { exchange });
    };
    return { id: exchange.id, end };
  }

  async exchange(connection: string): Promise<string> {
    const { id, end } = await this.begin(connection);
    await end();
    return id;
  }

  /** Goes on to a day, and does what is due. */
  async reach(day: number): Promise<void> {
    this.day = day;
    await this.ledger.upkeep();
  }

  async erase(id: string): Promise<void> {
    const erasure = randomUUID();
    const commitment = randomBytes(32).toString('base64');
    const begun = { erasure, state: 'begun' as const, reference: 'r', by: 'b', commitment };
    await this.ledger.append('erasure', { ...begun, exchanges: [id] });
    await this.ledger.settled(() => eraseSlots(this.dir, new Slots(this.dir), [id]));
    const done = await this.ledger.append('erasure', { erasure, state: 'done', count: 1 });
    const proved = await proveEntry(this.dir, done, () => this.ledger.head().checkpoint);
    const certificate = signCertificate(
      { ...begun, origin: signer.name, count: 1, time: this.#now.toISOString() },
      signer,
    );
    const entry = JSON.stringify((await Array.fromAsync(this.read(done)))[0]);
    await keepCertificate(this.dir, erasure, { v: 1, certificate, entry, index: done, ...proved });
  }

  /** Closes it; gives the faults. */
  async close(): Promise<unknown[]> {
    await this.ledger.close();
    return (await verifyLedger({ dir: this.dir, keys: [signer.vkey] })).faults;
  }

  names(suffix: string): string[] {
    return readdirSync(this.dir).filter((name) => name.endsWith(suffix));
  }
}

t.test('segments whose removal was said in a segment that was removed too', async (t) => {
  const clock = new Clock(t.testdir());
  await clock.open({ retention: [{ keep: 2 * DAY }] });
  for (let day = 0; day < 8; day += 1) {
    await clock.reach(day);
    await clock.exchange('crm');
  }
  t.strictSame(await clock.close(), []);
  t.ok(clock.names('.expired.json').length > 3);

  t.test('and one that somebody deleted', async (t) => {
    const { dir } = clock;
    const [victim] = clock.names('.ndjson.zst');
    const first = Number.parseInt(victim!, 10);
    const name = (number: number, suffix: string): string =>
      join(dir, `${String(number).padStart(12, '0')}.${suffix}`);
    const said = readFileSync(join(dir, clock.names('.expired.json')[0]!), 'utf8');
    const { root, expiry } = JSON.parse(said) as { root: string; expiry: number };
    t.notOk(existsSync(name(expiry, 'ndjson')), 'the entry that this one names is gone');
    const last = first + readSegment(join(dir, victim!)).toString().split('\n').length - 2;
    for (const suffix of ['ndjson.zst', 'keys', 'checkpoints']) rmSync(name(first, suffix));
    const forge = async (expiry: number): Promise<Fault[]> => {
      const forged = { v: 2, first, last, root, expiry };
      writeFileSync(name(first, 'expired.json'), `${JSON.stringify(forged)}\n`);
      return (await verifyLedger({ dir, keys: [signer.vkey] })).faults;
    };
    t.match(await forge(expiry), [{ fault: 'expired-altered' }], 'said before there was any');
    const faults = await forge(last + 1);
    t.ok(
      faults.some(({ fault, seq }) => fault === 'expired-unsaid' && seq === first),
      'nor by an entry that is there',
    );
  });
});

t.test('an erasure is said as long as what was erased is there', async (t) => {
  const clock = new Clock(t.testdir());
  await clock.open({ retention: [{ connection: 'hr', keep: 20 * DAY }, { keep: 2 * DAY }] });
  const id = await clock.exchange('hr');
  for (const day of [1, 2, 3]) {
    clock.day = day;
    if (day === 2) await clock.erase(id);
    else await clock.exchange('crm');
  }
  await clock.reach(9);
  await clock.exchange('crm');
  t.equal(clock.names('.expired.json').length, 1, 'what has no erasure');
  await clock.reach(22);
  t.strictSame(await clock.close(), []);
  t.equal(clock.names('.expired.json').length, 4, 'then it goes too');
});

t.test('an intent is kept by a hold, and its outcome is not', async (t) => {
  const clock = new Clock(t.testdir());
  await clock.open({ retention: [{ keep: 2 * DAY }] });
  const { end } = await clock.begin('crm');
  clock.day = 1;
  await end();
  const to = new Date(BEGIN + DAY / 2).toISOString();
  clock.day = 2;
  await clock.ledger.hold({ hold: 'h', state: 'set', reason: 'r', by: 'b', to });
  await clock.exchange('crm');
  clock.day = 3;
  await clock.exchange('crm');
  await clock.reach(10);
  t.equal(clock.names('.expired.json').length, 1);
  t.strictSame(await clock.close(), []);
  t.strictSame(await findOpenIntents(clock.dir), [], 'nobody says that it was interrupted');
  await clock.open();
  t.strictSame(await clock.close(), [], 'also after another start');
});

t.test('an outcome is kept beside another, and its intent is not', async (t) => {
  const clock = new Clock(t.testdir());
  await clock.open({ retention: [{ connection: 'hr', keep: 20 * DAY }, { keep: 2 * DAY }] });
  await clock.exchange('hr');
  clock.day = 1;
  const { id, end } = await clock.begin('crm');
  clock.day = 2;
  await end();
  await clock.exchange('hr');
  clock.day = 3;
  await clock.exchange('hr');
  await clock.reach(10);
  t.equal(clock.names('.expired.json').length, 1);
  t.strictSame(await clock.close(), []);
  const reader = new Reader({ dir: clock.dir });
  const left: LedgerEntry[] = [];
  for await (const { entry } of reader.entries())
    if ((entry.data as { id?: string } | undefined)?.id === id) left.push(entry);
  t.match(left, [{ type: 'outcome' }]);
  t.match(await reader.open(left[0]!), { state: 'erased' }, 'its key went with the intent');
});
