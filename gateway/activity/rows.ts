/** Rows of the index as the API has them. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { ActivityRow } from '../admin/contract.ts';
import type { Action, SessionIdentity } from '../types.ts';
import { conditionsOf, keyOf, type Cursor, type Where } from './filter.ts';
import { toTime } from '../to-time.ts';

/** A row, and where the entry is that seals what was asked. */
export interface FoundRow {
  row: ActivityRow;
  cursor: Cursor;
  asked: { seq: number; place: number };
}

const COLUMNS = `r.*, s.id AS session_id, i.json AS identity_json, e.place AS place`;
const JOINS = `LEFT JOIN sessions s ON s.number = r.session LEFT JOIN identities i ON i.number = r.identity
  LEFT JOIN entries e ON e.seq = r.asked`;

/** The newest rows before a cursor, or the oldest behind one. */
export function findRows(
  db: DatabaseSync,
  where: Where,
  { limit, before, after }: { limit: number; before?: Cursor; after?: Cursor },
): FoundRow[] {
  const key = keyOf(where);
  const conditions = [conditionsOf(where)];
  const values: SQLInputValue[] = [...where.values];
  const cursor = after ?? before;
  if (cursor) {
    conditions.push(`(${key}.at, ${key}.seq) ${after ? '>' : '<'} (?, ?)`);
    values.push(cursor.at, cursor.seq);
  }
  const order = after ? 'ASC' : 'DESC';
  return db
    .prepare(
      `SELECT ${COLUMNS} FROM ${where.tables} ${JOINS} WHERE ${conditions.join(' AND ')}
       ORDER BY ${key}.at ${order}, ${key}.seq ${order} LIMIT ?`,
    )
    .all(...values, limit)
    .map(toFound);
}

type Raw = Record<string, SQLInputValue>;

function toFound(raw: Raw): FoundRow {
  const [at, seq] = [Number(raw['at']), Number(raw['seq'])];
  const text = <N extends string>(name: N, column = name as string): { [K in N]?: string } => {
    const value = raw[column];
    return (typeof value === 'string' ? { [name]: value } : {}) as { [K in N]?: string };
  };
  const number = <N extends string>(name: N, column = name as string): { [K in N]?: number } => {
    const value = raw[column];
    return (typeof value === 'number' ? { [name]: value } : {}) as { [K in N]?: number };
  };
  const identity = raw['identity_json'];
  const row: ActivityRow = {
    id: raw['id'] as string,
    seq,
    at: toTime(at),
    session: raw['session_id'] as string,
    ...(typeof identity === 'string' && { identity: JSON.parse(identity) as SessionIdentity }),
    ...text('connection'),
    ...text('method'),
    ...(typeof raw['action'] === 'string' && { action: raw['action'] as Action }),
    reasons: JSON.parse(raw['reasons'] as string) as string[],
    ...text('purpose'),
    ...text('code'),
    ...number('status'),
    masks: Number(raw['masks']),
    ...text('approval'),
    ...number('duration_ms', 'duration'),
    state: raw['state'] as ActivityRow['state'],
    ...(raw['erased'] === 1 && { erased: true as const }),
  };
  return {
    row,
    cursor: { at, seq },
    asked: { seq: Number(raw['asked']), place: Number(raw['place']) },
  };
}
