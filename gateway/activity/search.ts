/** Searches the index, newest first. */
import type { ActivityPage, ActivityRow } from '../admin/contract.ts';
import { makeWhere, readCursor, writeCursor, type Cursor } from './filter.ts';
import type { IndexKeeper } from './index-keeper.ts';
import type { Questions } from './messages.ts';
import { openPaths } from './open-rows.ts';
import { findRows, type FoundRow } from './rows.ts';
import type { Reader } from '../ledger/read/reader.ts';

/** Rows that a search by path opens at most, and at once; and how long it may take, in milliseconds. */
const MAX_OPENED = 2000;
const OPENED_AT_ONCE = 200;
const MAX_TIME = 2000;

/** Where is searched, and what opens what is found. */
export interface SearchParts {
  dir: string;
  keeper: IndexKeeper;
  reader: Reader;
}

/** A page of requests. Throws a QueryMistake for a cursor that is none. */
export async function search(
  parts: SearchParts,
  { filter, path, before, limit }: Questions['search']['ask'],
): Promise<ActivityPage> {
  const find = (from: Cursor | undefined, count: number): FoundRow[] =>
    parts.keeper.query((db) =>
      findRows(db, makeWhere(db, filter), { limit: count, ...(from && { before: from }) }),
    );
  let cursor = before === undefined ? undefined : readCursor(before);
  if (path === undefined || path === '') {
    const found = find(cursor, limit + 1);
    const shown = found.slice(0, limit);
    await openPaths(parts.dir, parts.reader, shown);
    return toPage(shown, found.length > limit ? shown.at(-1)?.cursor : undefined);
  }
  const matching: FoundRow[] = [];
  const end = performance.now() + MAX_TIME;
  const wanted = path.toLowerCase();
  for (let opened = 0; opened < MAX_OPENED && performance.now() < end; opened += OPENED_AT_ONCE) {
    const found = find(cursor, OPENED_AT_ONCE);
    await openPaths(parts.dir, parts.reader, found);
    for (const each of found) {
      if (each.row.path?.toLowerCase().includes(wanted) !== true) continue;
      matching.push(each);
      if (matching.length === limit) return toPage(matching, each.cursor);
    }
    if (found.length < OPENED_AT_ONCE) return toPage(matching, undefined);
    cursor = found.at(-1)!.cursor;
  }
  return toPage(matching, cursor);
}

function toPage(found: readonly FoundRow[], next: Cursor | undefined): ActivityPage {
  const requests: ActivityRow[] = found.map(({ row }) => row);
  return { requests, ...(next && { next: writeCursor(next) }) };
}
