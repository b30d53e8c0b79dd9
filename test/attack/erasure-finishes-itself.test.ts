/** An erasure that failed on its way, or was cut off, is finished: by itself while the gateway runs, and all of it. */
import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { Slots } from '../../gateway/ledger/read/slots.ts';
import { eraseSlots } from '../../gateway/ledger/subjects/erase-slots.ts';
import { noteUnfinished } from '../../gateway/ledger/subjects/unfinished.ts';
import { exchange, open, request, statesOf } from '../evidence/erase/support.ts';
import { uuidOf } from '../helpers/sealed.ts';

const NAMES = ['a', 'b', 'c'];

t.test('one that failed, without another start', async (t) => {
  const root = t.testdir();
  const opened = await open(root, 'beside-once');
  for (const name of NAMES) await exchange(opened, name, true);
  await t.rejects(opened.eraser.erase(request()), /the power went/);
  const certificates = (): string[] => readdirSync(join(root, 'ledger', 'certificates'));
  t.match(certificates(), [/unfinished/]);
  for (let turn = 0; turn < 200 && /unfinished/.test(certificates().join()); turn += 1)
    await sleep(50);
  t.strictSame(certificates().length, 1);
  t.notMatch(certificates()[0], /unfinished/);
  t.strictSame(opened.erasedBeside.toSorted(), NAMES.map((name) => uuidOf(name)).toSorted());
  await opened.close();
});

t.test('one that was cut off between the entries that name what is erased', async (t) => {
  const root = t.testdir();
  const opened = await open(root);
  for (const name of NAMES) await exchange(opened, name, true);
  const exchanges = NAMES.map((name) => uuidOf(name));
  const commitment = randomBytes(32).toString('base64');
  const said = { erasure: randomUUID(), reference: 'r', by: 'b', commitment };
  const { size: from } = opened.ledger.head();
  await noteUnfinished(join(root, 'ledger'), { ...said, from, exchanges });
  const begun = { ...said, state: 'begun' as const };
  await opened.ledger.append('erasure', { ...begun, exchanges: exchanges.slice(0, 1) });
  t.match(await opened.eraser.finishLeft(), [{ count: NAMES.length }]);
  const states = await statesOf(opened);
  for (const id of exchanges) t.equal(states.get(id), 'erased');
  await opened.close();
});

t.test('one that meets the removal of a segment', async (t) => {
  const root = t.testdir();
  const dir = join(root, 'ledger');
  const opened = await open(root);
  for (const name of NAMES) await exchange(opened, name, true);
  /** Retention removes the slots once they were looked for. */
  class Vanishing extends Slots {
    override ids(first: number): ReadonlyMap<string, readonly number[]> {
      const found = super.ids(first);
      rmSync(join(dir, `${String(first).padStart(12, '0')}.keys`));
      return found;
    }
  }
  await eraseSlots(dir, new Vanishing(dir), [uuidOf('a')]);
  await opened.close().catch(() => undefined);
});
