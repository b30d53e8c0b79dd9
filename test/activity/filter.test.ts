/** What the index finds by any filter, page by page, is what looking at every request finds. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { makeWhere, type Cursor, type RowFilter } from '../../gateway/activity/filter.ts';
import { openIndex } from '../../gateway/activity/open-index.ts';
import type { PlacedEntry } from '../../gateway/activity/read-tail.ts';
import { findRows } from '../../gateway/activity/rows.ts';
import { EntryWriter } from '../../gateway/activity/write-entries.ts';
import type { LedgerEntry } from '../../gateway/types.ts';

const SUBJECTS = ['agent-1', 'Agent-10', 'other', "o'%_"];
const CONNECTIONS = ['crm', 'billing'];
const ACTIONS = ['allow', 'deny', 'mask'] as const;
const REASONS = ['a', 'b', 'seldom'];

/** One request: the indexes of what it has, and whether it has an outcome. */
const request = fc.record({
  subject: fc.nat(SUBJECTS.length - 1),
  connection: fc.nat(CONNECTIONS.length - 1),
  action: fc.nat(ACTIONS.length - 1),
  reasons: fc.uniqueArray(fc.constantFrom(...REASONS), { maxLength: 2 }),
  later: fc.nat(2),
  settled: fc.boolean(),
});
const optional = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(values, { nil: undefined });
const filter = fc.record({
  identity: optional(fc.constantFrom('agent', 'AGENT-1', 'agent-10', '%', "'", 'nobody', 'issuer')),
  connection: optional(fc.constantFrom(...CONNECTIONS)),
  action: optional(fc.constantFrom(...ACTIONS)),
  reason: optional(fc.constantFrom(...REASONS, 'denied')),
  state: optional(fc.constantFrom('open' as const, 'done' as const, 'refused' as const)),
  session: optional(fc.constantFrom('s-0', 's-2')),
  from: optional(fc.nat(40)),
  to: optional(fc.nat(80)),
});

interface Known {
  id: string;
  at: number;
  names: string;
  connection: string;
  action: string;
  reasons: string[];
  state: string;
  session: string;
}

t.test('any filter', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'regent-'));
  t.teardown(() => rm(dir, { recursive: true }));
  let run = 0;
  fc.assert(
    fc.property(
      fc.array(request, { maxLength: 30 }),
      fc.array(filter, { minLength: 5, maxLength: 5 }),
      (requests, filters) => {
        run += 1;
        const { db } = openIndex(join(dir, `${run}.db`));
        const { entries, known } = write(requests);
        new EntryWriter(db).write(entries);
        for (const given of filters) {
          const wanted = known.filter((one) => isWanted(one, given)).toReversed();
          const found: string[] = [];
          let before: Cursor | undefined;
          for (;;) {
            const where = makeWhere(db, strip(given));
            const page = findRows(db, where, { limit: 4, ...(before && { before }) });
            found.push(...page.map(({ row }) => row.id));
            if (page.length < 4) break;
            before = page.at(-1)!.cursor;
          }
          if (found.join() !== wanted.map(({ id }) => id).join())
            throw new Error(`${JSON.stringify(given)}: ${found.join()}`);
        }
        db.close();
      },
    ),
    { numRuns: 60 },
  );
  t.pass('the same');
});

function strip(given: Record<string, unknown>): RowFilter {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function write(requests: (typeof request extends fc.Arbitrary<infer R> ? R : never)[]): {
  entries: PlacedEntry[];
  known: Known[];
} {
  const entries: PlacedEntry[] = [];
  const known: Known[] = [];
  let at = 0;
  const add = (type: string, data: object): void => {
    const seq = entries.length;
    const time = new Date(at).toISOString();
    const entry = { v: 2, seq, prev: '', time, type, data } as unknown as LedgerEntry;
    entries.push({ entry, line: Buffer.from(String(seq)), segment: 0, place: seq });
  };
  for (const { subject, connection, action, reasons, later, settled } of requests) {
    at += later;
    const one = {
      id: `id-${known.length}`,
      session: `s-${subject}`,
      connection: CONNECTIONS[connection]!,
      method: 'GET',
      identity: { issuer: 'https://issuer', subject: SUBJECTS[subject]! },
      action: ACTIONS[action]!,
      reasons,
    };
    const isDenied = one.action === 'deny';
    add(isDenied ? 'refusal' : 'intent', {
      ...one,
      ...(isDenied && { code: 'denied', status: 403 }),
    });
    if (!isDenied && settled)
      add('outcome', { id: one.id, status: 200, masks: [], duration_ms: 1 });
    const state = isDenied ? 'refused' : settled ? 'done' : 'open';
    const names = `https://issuer\n${SUBJECTS[subject]!}`.toLowerCase();
    const tags = isDenied ? [...reasons, 'denied'] : reasons;
    known.push({ ...one, at, names, reasons: tags, state });
  }
  return { entries, known };
}

function isWanted(
  one: Known,
  given: typeof filter extends fc.Arbitrary<infer F> ? F : never,
): boolean {
  const { identity, connection, action, reason, state, session, from, to } = given;
  return (
    (identity === undefined || one.names.includes(identity.toLowerCase())) &&
    (connection === undefined || one.connection === connection) &&
    (action === undefined || one.action === action) &&
    (reason === undefined || one.reasons.includes(reason)) &&
    (state === undefined || one.state === state) &&
    (session === undefined || one.session === session) &&
    (from === undefined || one.at >= from) &&
    (to === undefined || one.at <= to)
  );
}
