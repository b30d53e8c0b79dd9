import t from 'tap';
import { Chooser, type Choice } from '../../../evidence/export/choice.ts';
import type { LedgerEntry } from '../../../gateway/types.ts';

const [dana, bo, eve] = ['dana', 'bo', 'eve'].map((subject) => ({ issuer: 'i', subject }));
const ENTRIES = [
  { type: 'passkey', data: { passkey: 'k', state: 'registered', by: bo } },
  { type: 'delegation', data: { delegation: 'd', state: 'made', from: dana, to: bo } },
  { type: 'passkey', data: { passkey: 'e', state: 'registered', by: eve } },
  { type: 'approval', data: { id: 'x', session: 's', state: 'pending' } },
  { type: 'approval', data: { id: 'y', session: 's', state: 'granted', by: eve } },
  { type: 'approval', data: { id: 'x', session: 's', state: 'granted', by: bo } },
  { type: 'passkey', data: { passkey: 'k', state: 'removed', by: bo } },
].map(({ type, data }, seq) => ({ type, data, seq, time: `T${seq}` }) as unknown as LedgerEntry);

function choose(choice: Choice, entries = ENTRIES): number[] {
  const chooser = new Chooser(choice);
  for (const entry of entries) chooser.take(entry);
  return chooser
    .runs()
    .flatMap(([first, last]) =>
      Array.from({ length: last - first + 1 }, (_, index) => first + index),
    );
}

void t.test(
  'a decision goes along with what says whose passkey signed it, and for whom',
  async (t) => {
    t.same(choose({ exchanges: new Set(['x']) }), [0, 1, 3, 5], 'of a data subject');
    t.same(choose({ from: 'T4', to: 'T4' }), [2, 4], 'of a range behind the registration');
    t.same(choose({ exchanges: new Set(['z']) }), [], 'of nobody else');
    t.same(choose({}), [0, 1, 2, 3, 4, 5, 6]);
  },
);

void t.test('where time falls is known, wherever what is always chosen lies', async (t) => {
  const clock = { type: 'clock', data: { before: 'T9', reason: 'r' }, seq: 7, time: 'T0' };
  t.same(
    choose({ from: 'T4', to: 'T4' }, [...ENTRIES, clock as unknown as LedgerEntry]),
    [2, 4, 7],
  );
});
