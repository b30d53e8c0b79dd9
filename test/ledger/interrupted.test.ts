import t from 'tap';
import type { LedgerEvent } from '../../gateway/ledger/ledger.ts';
import {
  chain,
  exchangeOf,
  filesOf,
  idsOf,
  intent,
  open,
  outcome,
  readEntries,
  session,
  start,
} from './helpers.ts';
import { verifyLedger } from './verify.ts';

const entry = {
  start: { type: 'start', data: start },
  intent: (id: string) => ({ type: 'intent', data: intent(id) }),
  outcome: (id: string, of: number) => ({ type: 'outcome', data: outcome(id, of) }),
};

t.test('open intents are found in earlier segments back to the last start', async (t) => {
  const { start, intent, outcome } = entry;
  const lines = chain([
    start,
    intent('old'),
    outcome('old', 2),
    start,
    intent('a'),
    intent('b'),
    intent('c'),
    outcome('b', 6),
    intent('d'),
    outcome('c', 7),
  ]);
  const dir = t.testdir(filesOf(lines, { covered: 9, cuts: [3, 7, 9] }));
  const events: LedgerEvent[] = [];
  const ledger = await open(dir, { log: (event) => events.push(event) });
  t.match(events[1], { event: 'ledger-recovered', tornBytes: 0, interrupted: 2 });
  await ledger.append('start', start.data);
  await ledger.close();
  t.strictSame(idsOf(dir, 'outcome'), ['old', 'b', 'c', 'a', 'd']);
  t.strictSame(verifyLedger(dir).faults, []);
});

t.test('a crash during the recovery closes the rest at the next start', async (t) => {
  const { start, intent } = entry;
  const recovered = { type: 'recovered', data: { torn_bytes: 0, interrupted: 2 } };
  const lines = chain([start, intent('a'), intent('b'), recovered, entry.outcome('a', 2)]);
  const dir = t.testdir(filesOf(lines, { covered: 0 }));
  await (await open(dir)).close();
  t.match(readEntries(dir).slice(5), [
    { type: 'recovered', data: { torn_bytes: 0, interrupted: 1 } },
    { type: 'outcome', data: { id: 'b', intent: 3, status: 0, error: 'interrupted' } },
  ]);
});

t.test('an interrupted outcome says where the key of its exchange is', async (t) => {
  const dir = t.testdir();
  let ledger = await open(dir);
  const { exchange, data } = exchangeOf(session());
  const { id } = exchange;
  const waits = { approval: 'a1', id, session: exchange.session.id, state: 'pending', sealed: 'x' };
  const key = await ledger.append('approval', waits as never, { exchange });
  t.equal(exchange.at, key);
  const intent = await ledger.append('intent', { ...data, key }, { exchange });
  await ledger.close();
  ledger = await open(dir);
  await ledger.close();
  t.match(readEntries(dir).at(-1), {
    type: 'outcome',
    data: { id, intent, key, error: 'interrupted' },
  });
  t.strictSame(verifyLedger(dir).faults, []);
});

t.test('after a clean end nothing is noted', async (t) => {
  const dir = t.testdir();
  for (const id of ['a', 'b']) {
    const ledger = await open(dir);
    await ledger.append('start', { ...start, gateway: id });
    await ledger.append('intent', intent(id));
    await ledger.append('outcome', outcome(id));
    await ledger.close();
  }
  const types = readEntries(dir).map(({ type }) => type);
  t.strictSame(
    types,
    [...Array(2)].flatMap(() => ['start', 'intent', 'outcome', 'stop']),
  );
});
