/** Who deletes `lock.db` gets no second writer: two would each cut off what the other was told is durable. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import type { Ledger } from '../../gateway/ledger/ledger.ts';
import { intent, open, readEntries, rejection } from '../ledger/helpers.ts';
import { verifyLedger } from '../ledger/verify.ts';

/** Appends entries; gives the number of each that was acknowledged, by its id. */
async function write(ledger: Ledger, names: string[]): Promise<Map<string, number>> {
  const acknowledged = new Map<string, number>();
  for (const name of names) {
    const seq = await ledger.append('intent', intent(name)).catch(() => undefined);
    if (seq !== undefined) acknowledged.set(name, seq);
  }
  return acknowledged;
}

/** What was acknowledged and is not there. */
function lost(dir: string, acknowledged: ReadonlyMap<string, number>): string[] {
  const ids = new Map(readEntries(dir).map(({ seq, data }) => [seq, (data as { id?: string }).id]));
  return [...acknowledged].filter(([name, seq]) => ids.get(seq) !== name).map(([name]) => name);
}

t.test('a gateway that runs keeps the directory', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir);
  const first = await write(ledger, ['a', 'b']);
  rmSync(join(dir, 'lock.db'));
  await t.rejects(open(dir), { name: 'SetupError', message: /in use by another gateway/ });
  const then = await write(ledger, ['c']);
  t.equal(first.size + then.size, 3, 'it goes on');
  await ledger.close();
  t.strictSame(lost(dir, new Map([...first, ...then])), []);
  await (await open(dir)).close();
});

t.test('one that lost it writes nothing more', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir);
  const acknowledged = await write(ledger, ['a', 'b']);
  // Somebody put another in its place, and another gateway took that before this one looked.
  rmSync(join(dir, 'lock.db'));
  writeFileSync(join(dir, 'lock.db'), '');
  const second = await open(dir);
  const add = async (ledger: Ledger, names: string[]): Promise<number> => {
    const more = await write(ledger, names);
    for (const [name, seq] of more) acknowledged.set(name, seq);
    return more.size;
  };
  t.equal(await add(second, ['c', 'd']), 2);
  const error = await rejection(ledger.append('intent', intent('x')));
  t.match(error, {
    code: 'ledger-unavailable',
    cause: { code: 'ELOCK', message: /another gateway has it now: stop one of the two/ },
  });
  t.equal(await ledger.retry(), false, 'nor does it come back by itself');
  await add(second, ['e']);
  await add(ledger, ['y']);
  await sleep(1200);
  await ledger.close();
  t.equal(await add(second, ['f', 'g']), 2, 'the other goes on');
  await second.close();
  t.strictSame(lost(dir, acknowledged), []);
  t.notOk(acknowledged.has('x') || acknowledged.has('y'));
  t.match(verifyLedger(dir), { faults: [] });
});

t.test('one that lost it says so before it is asked to write', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir);
  rmSync(join(dir, 'lock.db'));
  writeFileSync(join(dir, 'lock.db'), '');
  const second = await open(dir);
  await sleep(600);
  t.match(ledger.status(), { writable: false, error: 'ELOCK' });
  t.match(second.status(), { writable: true });
  await ledger.close();
  await second.close();
  t.match(verifyLedger(dir), { faults: [] });
});

t.test('a directory whose lock is not there is opened once nobody writes it', async (t) => {
  const dir = t.testdir();
  await (await open(dir)).close();
  rmSync(join(dir, 'lock.db'));
  await (await open(dir)).close();
  t.match(verifyLedger(dir), { faults: [] });
});
