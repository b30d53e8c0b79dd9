/** Sessions of the index, and one of them with its requests. */
import type { DatabaseSync } from 'node:sqlite';
import type { SessionDetail, SessionPage, SessionRow } from '../admin/contract.ts';
import type { SessionIdentity } from '../types.ts';
import { makeWhere, readCursor, writeCursor } from './filter.ts';
import type { Questions } from './messages.ts';
import { openPaths } from './open-rows.ts';
import { findRows } from './rows.ts';
import type { SearchParts } from './search.ts';
import { toTime } from '../to-time.ts';

const SELECT = `SELECT s.*, i.json AS identity_json FROM sessions s LEFT JOIN identities i ON i.number = s.identity`;

/** The sessions that have requests, the latest begun first. Throws a QueryMistake for a cursor that is none. */
export function listSessions(
  db: DatabaseSync,
  { before, limit }: Questions['sessions']['ask'],
): SessionPage {
  const { at, seq } = before === undefined ? { at: 2 ** 52, seq: 0 } : readCursor(before);
  const rows = db
    .prepare(
      `${SELECT} WHERE s.requests > 0 AND (s.begun, s.number) < (?, ?) ORDER BY s.begun DESC, s.number DESC LIMIT ?`,
    )
    .all(at, seq, limit + 1);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    sessions: shown.map(toSession),
    ...(rows.length > limit && {
      next: writeCursor({ at: Number(last!['begun']), seq: Number(last!['number']) }),
    }),
  };
}

/** A session and its requests in order; undefined where there is none. Throws a QueryMistake for a cursor that is none. */
export async function showSession(
  { dir, keeper, reader }: SearchParts,
  { id, after, limit }: Questions['session']['ask'],
): Promise<SessionDetail | undefined> {
  const from = after === undefined ? { at: -1, seq: -1 } : readCursor(after);
  const row = keeper.query((db) => db.prepare(`${SELECT} WHERE s.id = ?`).get(id));
  if (!row) return undefined;
  const found = keeper.query((db) =>
    findRows(db, makeWhere(db, { session: id }), { limit: limit + 1, after: from }),
  );
  const shown = found.slice(0, limit);
  await openPaths(dir, reader, shown);
  return {
    session: toSession(row),
    requests: shown.map(({ row }) => row),
    ...(found.length > limit && { next: writeCursor(shown.at(-1)!.cursor) }),
  };
}

function toSession(row: Record<string, unknown>): SessionRow {
  const identity = row['identity_json'];
  return {
    id: String(row['id']),
    ...(typeof identity === 'string' && { identity: JSON.parse(identity) as SessionIdentity }),
    started_at: toTime(Number(row['begun'])),
    last_at: toTime(Number(row['last'])),
    requests: Number(row['requests']),
    denied: Number(row['denied']),
    masked: Number(row['masked']),
  };
}
