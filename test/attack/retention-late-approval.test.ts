/** What comes long after a request was asked for is kept by its own time: its key does not go with the segment of the asking. */
import { randomBytes, randomUUID } from 'node:crypto';
import t from 'tap';
import { appendSealed } from '../../gateway/evidence.ts';
import { verifyLedger } from '../../evidence/verify/verify.ts';
import type { Ledger } from '../../gateway/ledger/ledger.ts';
import { Reader } from '../../gateway/ledger/read/reader.ts';
import { Slots } from '../../gateway/ledger/read/slots.ts';
import { newExchangeKey } from '../../gateway/ledger/seal/exchange-key.ts';
import type { ApprovalData, LedgerEntry } from '../../gateway/types.ts';
import { eraseSlots } from '../../gateway/ledger/subjects/erase-slots.ts';
import { exchangeOf, open, outcomeOf, session, signer, start } from '../ledger/helpers.ts';
import { TEST_KEY, TestWriter } from '../helpers/sealed.ts';

const DAY = 86_400_000;
const BEGIN = Date.parse('2026-01-01T00:00:00.000Z');

/** A ledger in which a request waits for a person from day to day. */
async function begin(dir: string) {
  const clock = { day: 0 };
  const ledger: Ledger = await open(dir, {
    segmentAge: DAY / 2,
    now: () => new Date(BEGIN + clock.day * DAY),
    retention: [{ keep: 2 * DAY }],
  });
  await ledger.append('start', start);
  const { evidence } = await TestWriter.open(ledger, dir);
  const key = newExchangeKey(randomUUID(), evidence.sessions.own);
  const about = { id: key.id, session: key.session.id };
  const approval = randomUUID();
  const step = (state: ApprovalData['state']) =>
    appendSealed({ ledger, evidence }, key, {
      type: 'approval',
      clear: { ...about, approval, state },
      purpose: `approval/${state}`,
      sealed: JSON.stringify({ binding: '0' }),
    });
  const { data } = exchangeOf(session());
  const intend = () =>
    appendSealed({ ledger, evidence }, key, {
      type: 'intent',
      clear: { ...data, ...about },
      purpose: 'intent',
      sealed: '{"input":{}}',
    });
  const answer = (intent: number) =>
    appendSealed({ ledger, evidence }, key, {
      type: 'outcome',
      clear: { ...outcomeOf(key), ...about, intent },
      purpose: 'outcome',
      sealed: '{"headers":[]}',
    });
  /** Something of another, so that segments are closed. */
  const other = async (): Promise<void> => {
    await ledger.append('shadows', {} as never);
  };
  return { clock, ledger, key, step, intend, answer, other };
}

async function statesOf(dir: string, id: string): Promise<string[]> {
  const reader = new Reader({ dir, keks: [TEST_KEY] });
  const entries: LedgerEntry[] = [];
  for await (const { entry } of reader.entries())
    if ((entry.data as { id?: string } | null)?.id === id) entries.push(entry);
  return Promise.all(
    entries.map(async (entry) => `${entry.type} ${(await reader.open(entry)).state}`),
  );
}

t.test('granted and used days later', async (t) => {
  const dir = t.testdir();
  const { clock, ledger, key, step, intend, answer, other } = await begin(dir);
  await step('pending');
  clock.day = 3;
  await other();
  await step('granted');
  clock.day = 4;
  await step('consumed');
  const intent = await intend();
  await answer(intent);
  clock.day = 4.6;
  await other();
  await ledger.upkeep();
  const kept = ['granted', 'consumed'].map(() => 'approval open');
  t.strictSame(await statesOf(dir, key.id), [...kept, 'intent open', 'outcome open']);
  await ledger.close();
  t.strictSame((await verifyLedger({ dir, keys: [signer.vkey] })).faults, []);
  await (await open(dir)).close();
});

t.test('but what was erased meanwhile gets no key again', async (t) => {
  const dir = t.testdir();
  const { clock, ledger, key, step, intend, answer, other } = await begin(dir);
  await step('pending');
  clock.day = 1;
  await other();
  const erasure = randomUUID();
  const commitment = randomBytes(32).toString('base64');
  const begun = { erasure, state: 'begun' as const, reference: 'r', by: 'b', commitment };
  // What was on its way before the erasure began is erased with it, and what came after is under the erased key.
  const racing = step('granted');
  await ledger.append('erasure', { ...begun, exchanges: [key.id] });
  await racing;
  await ledger.settled(() => eraseSlots(dir, new Slots(dir), [key.id]));
  await ledger.append('erasure', { erasure, state: 'done', count: 1 });
  clock.day = 1.6;
  await answer(await intend());
  const erased = ['approval', 'approval', 'intent', 'outcome'].map((type) => `${type} erased`);
  t.strictSame(await statesOf(dir, key.id), erased);
  await ledger.close();
  t.match((await verifyLedger({ dir, keys: [signer.vkey] })).faults, [
    { fault: 'certificate-missing' },
  ]);
});
