/** A legal hold lasts until it is released, whatever becomes of `holds.json`, which backups may leave out. */
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { intent, open, outcome } from '../ledger/helpers.ts';

const DAY = 86_400_000;
const BEGIN = Date.parse('2026-01-01T00:00:00.000Z');
const hold = { hold: 'h1', state: 'set', reason: 'case 7', by: 'dana', connection: 'crm' } as const;

/** Days, and what was asked for then: a segment each. The last is past its time later than the others. */
const DAYS = [
  [0, 'crm'],
  [1, 'hr'],
  [2, 'hr'],
  [6, 'hr'],
] as const;

/** The hold stands in a segment that has nothing of its connection. */
async function fill(dir: string): Promise<void> {
  for (const [day, connection] of DAYS) {
    const ledger = await open(dir, {
      segmentAge: DAY / 2,
      now: () => new Date(BEGIN + day * DAY),
    });
    await ledger.append('intent', { ...intent(`${day}`), connection });
    await ledger.append('outcome', outcome(`${day}`));
    if (day === 2) await ledger.hold(hold);
    await ledger.close();
  }
}

/** Removes what is past its time on a day; gives the holds, and how many segments are gone. */
async function expireAt(dir: string, day: number): Promise<{ holds: unknown; gone: number }> {
  const now = () => new Date(BEGIN + day * DAY);
  const ledger = await open(dir, { now, retention: [{ keep: 10 * DAY }] });
  await ledger.upkeep();
  const holds = await ledger.holds();
  await ledger.close();
  const gone = readdirSync(dir).filter((name) => name.endsWith('.expired.json')).length;
  return { holds, gone };
}

for (const [name, spoil] of Object.entries({
  'is lost': (file: string) => rmSync(file),
  'has another character': (file: string) =>
    writeFileSync(file, readFileSync(file, 'utf8').replace('"crm"', '"crn"')),
  'has another number': (file: string) =>
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"seq":\d/, '"seq":9')),
  'is no object': (file: string) => writeFileSync(file, 'null'),
}))
  t.test(`holds.json ${name}`, async (t) => {
    const dir = t.testdir();
    await fill(dir);
    t.strictSame(await expireAt(dir, 15), { holds: [hold], gone: 1 });
    spoil(join(dir, 'holds.json'));
    t.strictSame(await expireAt(dir, 20), { holds: [hold], gone: 2 });
  });
