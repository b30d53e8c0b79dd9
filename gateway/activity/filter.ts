/** Makes SQL of what is searched for. Every value is bound, none becomes part of the text. */
import type { DatabaseSync } from 'node:sqlite';
import type { ActivityQuery } from '../admin/contract.ts';

/** What the index is searched by: times in milliseconds since the epoch. */
export interface RowFilter extends Pick<
  ActivityQuery,
  'identity' | 'connection' | 'action' | 'reason' | 'state' | 'session' | 'approval'
> {
  from?: number;
  to?: number;
  /** Decision ids: one of them. */
  ids?: readonly string[];
  /** Numbers of requests' first entries: one of them. */
  seqs?: readonly number[];
}

/** Where a page begins: behind (or before) this request. */
export interface Cursor {
  at: number;
  seq: number;
}

/** SQL: the tables, `k` being the one that orders (columns `at`, `seq`), the conditions, and what is bound to them. */
export interface Where {
  tables: string;
  conditions: string[];
  values: (string | number)[];
}

/** A mistake of whoever asks. */
export class QueryMistake extends Error {
  override readonly name = 'QueryMistake';
}

/**
 * The conditions of a filter on `requests r`. The first that narrows most leads to the rows by its index, which has them in
 * order of time; the others are only compared (the `+` keeps SQLite from taking another index, and sorting).
 */
export function makeWhere(db: DatabaseSync, filter: RowFilter): Where {
  const { identity, connection, action, reason, state, session, approval, from, to } = filter;
  const { ids, seqs } = filter;
  const where: Where = { tables: 'requests r', conditions: [], values: [] };
  let led = false;
  const add = (column: string, condition: string, ...values: (string | number)[]): void => {
    where.conditions.push(`${led ? '+' : ''}${column} ${condition}`);
    where.values.push(...values);
    led = true;
  };
  if (ids) add('r.id', 'IN (SELECT value FROM json_each(?))', JSON.stringify(ids));
  if (seqs) add('r.seq', 'IN (SELECT value FROM json_each(?))', JSON.stringify(seqs));
  if (approval !== undefined) add('r.approval', '= ?', approval);
  if (session !== undefined)
    add('r.session', '= (SELECT number FROM sessions WHERE id = ?)', session);
  const named = identity === undefined ? undefined : findIdentities(db, identity);
  if (named?.length === 1) add('r.identity', '= ?', named[0]!);
  if (reason !== undefined && !led) {
    where.tables = 'reasons k CROSS JOIN requests r ON r.seq = k.seq';
    add('k.reason', '= ?', reason);
  } else if (reason !== undefined) {
    add(
      'r.seq',
      'IN (SELECT seq FROM reasons WHERE reason = ? AND at = r.at AND seq = r.seq)',
      reason,
    );
  }
  if (connection !== undefined) add('r.connection', '= ?', connection);
  if (state !== undefined) add('r.state', '= ?', state);
  if (action !== undefined) add('r.action', '= ?', action);
  // Known without looking at a row.
  if (named?.length === 0) where.conditions.push('0');
  if (named && named.length > 1) {
    // Not by an index: the rows of several identities would have to be sorted.
    led = true;
    add('r.identity', 'IN (SELECT value FROM json_each(?))', JSON.stringify(named));
  }
  const key = keyOf(where);
  if (from !== undefined) {
    where.conditions.push(`${key}.at >= ?`);
    where.values.push(from);
  }
  if (to !== undefined) {
    where.conditions.push(`${key}.at <= ?`);
    where.values.push(to);
  }
  return where;
}

/** The identities that have this text in a name; without SQL's wildcards. */
function findIdentities(db: DatabaseSync, text: string): number[] {
  return db
    .prepare('SELECT number FROM identities WHERE instr(lower(names), lower(?)) > 0')
    .all(text)
    .map(({ number }) => Number(number));
}

/** The table whose `at` and `seq` give the order. */
export function keyOf({ tables }: Where): 'k' | 'r' {
  return tables.startsWith('reasons') ? 'k' : 'r';
}

/** The conditions as text. */
export function conditionsOf({ conditions }: Where): string {
  return conditions.length === 0 ? '1' : conditions.join(' AND ');
}

/** A cursor as text, and back. Throws a QueryMistake for what is none. */
export function writeCursor({ at, seq }: Cursor): string {
  return `${at}.${seq}`;
}

/** See `writeCursor`. */
export function readCursor(text: string): Cursor {
  const [, at, seq] = /^(\d{1,15})\.(\d{1,15})$/.exec(text) ?? [];
  if (at === undefined || seq === undefined)
    throw new QueryMistake('before and after must be the `next` of an earlier answer');
  return { at: Number(at), seq: Number(seq) };
}
