import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { LedgerEvent } from '../../gateway/ledger/ledger.ts';
import { verifyLedger } from './verify.ts';
import { chain, idsOf, intent, open, outcome, readEntries, start } from './helpers.ts';

const entry = {
  start: { type: 'start', data: start },
  intent: (id: string) => ({ type: 'intent', data: intent(id) }),
  outcome: (id: string) => ({ type: 'outcome', data: outcome(id) }),
};

/** Writes each list of entries as a segment of its own. */
function writeSegments(dir: string, segments: { type: string; data: unknown }[][]): void {
  const lines = chain(segments.flat());
  let seq = 0;
  for (const segment of segments) {
    const text = lines.slice(seq, seq + segment.length).map((line) => `${line}\n`);
    writeFileSync(join(dir, `${String(seq).padStart(12, '0')}.ndjson`), text.join(''));
    seq += segment.length;
  }
}

t.test('open intents are found in earlier segments back to the last start', async (t) => {
  const dir = t.testdir();
  const { start, intent, outcome } = entry;
  writeSegments(dir, [
    [start, intent('old')],
    [outcome('old'), start, intent('a'), intent('b')],
    [intent('c'), outcome('b')],
    [intent('d'), outcome('c')],
  ]);
  const events: LedgerEvent[] = [];
  const ledger = await open(dir, { log: (event) => events.push(event) });
  t.strictSame(events, [{ event: 'ledger-recovered', tornBytes: 0, interrupted: 2 }]);
  await ledger.append('start', start.data);
  await ledger.close();
  t.strictSame(idsOf(dir, 'outcome'), ['old', 'b', 'c', 'a', 'd']);
  t.strictSame(verifyLedger(dir).faults, []);
});

t.test('a crash during the recovery closes the rest at the next start', async (t) => {
  const dir = t.testdir();
  const { start, intent } = entry;
  const recovered = { type: 'recovered', data: { torn_bytes: 0, interrupted: 2 } };
  writeSegments(dir, [[start, intent('a'), intent('b'), recovered, entry.outcome('a')]]);
  await (await open(dir)).close();
  t.match(readEntries(dir).slice(5), [
    { type: 'recovered', data: { torn_bytes: 0, interrupted: 1 } },
    { type: 'outcome', data: { id: 'b', status: 0, error: 'interrupted' } },
  ]);
});

t.test('after a clean end nothing is noted', async (t) => {
  const dir = t.testdir();
  for (const id of ['a', 'b']) {
    const ledger = await open(dir);
    await ledger.append('start', start(id));
    await ledger.append('intent', intent(id));
    await ledger.append('outcome', outcome(id));
    await ledger.close();
  }
  const types = readEntries(dir).map(({ type }) => type);
  t.strictSame(
    types,
    [...Array(2)].flatMap(() => ['start', 'intent', 'outcome', 'stop']),
  );

  function start(gateway: string) {
    return { ...entry.start.data, gateway };
  }
});
