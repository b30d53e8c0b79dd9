/** Counts requests over time. */
import type { DatabaseSync } from 'node:sqlite';
import type { RequestKind, Timeline, TimelineBucket } from '../admin/contract.ts';
import { conditionsOf, keyOf, makeWhere, QueryMistake } from './filter.ts';
import type { Questions } from './messages.ts';
import { toTime } from '../to-time.ts';

const DAY = 86_400_000;

/** The chart of a filter. Throws a QueryMistake where it ends before it begins. */
export function countOverTime(
  db: DatabaseSync,
  { filter, buckets, now }: Questions['timeline']['ask'],
): Timeline {
  const to = filter.to ?? now;
  const from = filter.from ?? Math.min(to, Math.max(to - DAY, firstTime(db)));
  if (from > to) throw new QueryMistake('from must not be later than to');
  const width = Math.max(1, Math.ceil((to - from + 1) / buckets));
  const where = makeWhere(db, { ...filter, from, to });
  const counts = db
    .prepare(
      `SELECT CAST((${keyOf(where)}.at - ?) / ? AS INTEGER) AS bucket, r.kind AS kind, count(*) AS count
       FROM ${where.tables} WHERE ${conditionsOf(where)} GROUP BY 1, 2`,
    )
    .all(from, width, ...where.values);
  const bars = Array.from({ length: buckets }, (_, index): TimelineBucket => ({
    at: toTime(from + index * width),
    allow: 0,
    mask: 0,
    deny: 0,
    approve: 0,
    refused: 0,
  }));
  for (const { bucket, kind, count } of counts)
    bars[Number(bucket)]![String(kind) as RequestKind] = Number(count);
  return {
    from: toTime(from),
    to: toTime(to),
    buckets: bars,
  };
}

function firstTime(db: DatabaseSync): number {
  return Number(db.prepare('SELECT min(at) AS at FROM requests').get()?.['at'] ?? 0);
}
