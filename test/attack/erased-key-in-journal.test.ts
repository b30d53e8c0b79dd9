/** A key that was erased is not in the journal any more, and a crash after it does not put it back. */
import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Slots } from '../../gateway/ledger/read/slots.ts';
import { isErased, SLOT_BYTES } from '../../gateway/ledger/seal/wrap.ts';
import { eraseSlots } from '../../gateway/ledger/subjects/erase-slots.ts';
import { exchangeOf, open, outcomeOf, session } from '../ledger/helpers.ts';

t.test('an erasure empties the journal first', async (t) => {
  const base = t.testdir();
  const dir = join(base, 'running');
  const ledger = await open(dir);
  const agent = session();
  const journal = join(dir, 'journal');
  const keys = join(dir, '000000000000.keys');
  const ids: string[] = [];
  const lastSlot = (): Buffer => readFileSync(keys).subarray(-SLOT_BYTES);
  const append = async (): Promise<void> => {
    const { exchange, data } = exchangeOf(agent);
    await ledger.append('intent', data, { exchange });
    ids.push(exchange.id);
    await ledger.append('outcome', outcomeOf(exchange), { exchange });
  };
  const isInJournal = (): boolean =>
    existsSync(journal) && readFileSync(journal).includes(lastSlot());
  do await append();
  while (!isInJournal());
  const [slot, number] = [lastSlot(), ids.length - 1];

  // As the eraser says before it erases.
  const begun = { erasure: randomUUID(), state: 'begun' as const, reference: 'r', by: 'b' };
  const erasure = { ...begun, commitment: 'c'.repeat(64), exchanges: [ids[number]!] };
  await ledger.append('erasure', erasure);
  await ledger.settled(async () => {
    t.equal(isInJournal(), false, 'no copy is left while it is erased');
    await eraseSlots(dir, new Slots(dir), [ids[number]!]);
  });
  await append();
  while (!isInJournal()) await append();
  t.notOk(readFileSync(journal).includes(slot));
  const crashed = join(base, 'crashed');
  cpSync(dir, crashed, { recursive: true });
  await ledger.close();

  await (await open(crashed)).close();
  const after = readFileSync(join(crashed, '000000000000.keys'));
  t.ok(isErased(after.subarray(number * SLOT_BYTES, (number + 1) * SLOT_BYTES)));
});
